"""The keys that move, the same wherever there are lines to go through."""

from __future__ import annotations

FAR = 1_000_000


class Moving:
    """What has lines, a page of them in sight, and can go on or back by some."""

    @property
    def height(self) -> int:
        """The lines in sight."""
        raise NotImplementedError

    def move_by(self, lines: int) -> None:
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
        self.move_by(1)

    def action_up(self) -> None:
        """One line up."""
        self.move_by(-1)

    def action_half_page_down(self) -> None:
        """Half a page down."""
        self.move_by(self._half_page)

    def action_half_page_up(self) -> None:
        """Half a page up."""
        self.move_by(-self._half_page)

    def action_page_down(self) -> None:
        """A page down."""
        self.move_by(self._page)

    def action_page_up(self) -> None:
        """A page up."""
        self.move_by(-self._page)

    def action_read_on(self) -> None:
        """A page down."""
        self.action_page_down()

    def action_top(self) -> None:
        """To the first line."""
        self.move_by(-FAR)

    def action_bottom(self) -> None:
        """To the last line."""
        self.move_by(FAR)
