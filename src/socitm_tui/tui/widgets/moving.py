"""The keys that move, the same wherever there are lines to go through."""

from __future__ import annotations

FAR = 1_000_000


class Moving:
    """What has lines, a page of them in sight, and can go on or back by some."""

    @property
    def height(self) -> int:
        """The lines in sight."""
        raise NotImplementedError

    def go_on(self, lines: int) -> None:
        """Go so many lines on, or back, as far as there are any."""
        raise NotImplementedError

    @property
    def _page(self) -> int:
        return max(self.height - 2, 1)

    @property
    def _half_page(self) -> int:
        return max(self.height // 2, 1)

    def action_down(self) -> None:
        """One line down."""
        self.go_on(1)

    def action_up(self) -> None:
        """One line up."""
        self.go_on(-1)

    def action_half_page_down(self) -> None:
        """Half a page down."""
        self.go_on(self._half_page)

    def action_half_page_up(self) -> None:
        """Half a page up."""
        self.go_on(-self._half_page)

    def action_page_down(self) -> None:
        """A page down."""
        self.go_on(self._page)

    def action_page_up(self) -> None:
        """A page up."""
        self.go_on(-self._page)

    def action_read_on(self) -> None:
        """A page down."""
        self.action_page_down()

    def action_top(self) -> None:
        """To the first line."""
        self.go_on(-FAR)

    def action_bottom(self) -> None:
        """To the last line."""
        self.go_on(FAR)
