filedesc://quayside.arc 0.0.0.0 19990701000000 text/plain 76
1 0 InternetArchive
URL IP-address Archive-date Content-type Archive-length

http://www.quayside.example:80/ 10.1.1.1 19990701120000 text/html 319
HTTP/1.0 200 OK
Server: Netscape
Content-Type: text/html

<html><head><title>Quayside District Council</title></head><body><h2>Council goes on line</h2><p>12 June 1999</p><p>From today the minutes of all committees can be read by anybody who has a computer and a telephone, at any time of the day.</p></body></html>
http://www.quayside.example:80/crest.gif 10.1.1.1 19990701120001 image/gif 50
HTTP/1.0 200 OK
Content-Type: image/gif

GIF89a
