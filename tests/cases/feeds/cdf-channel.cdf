<?xml version="1.0"?>
<CHANNEL HREF="http://push.example/" BASE="http://push.example/">
<TITLE>Push Council</TITLE><ABSTRACT>On your desktop since 1998</ABSTRACT>
<ITEM HREF="http://push.example/one.htm" LASTMOD="1998-10-02T09:00Z"><TITLE>A site that comes to you</TITLE>
<ABSTRACT>Leave the machine on over night.</ABSTRACT></ITEM>
</CHANNEL>
