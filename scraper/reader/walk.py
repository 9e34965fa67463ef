"""A walk through the tree in the order of the page, without recursion: a page may nest as deep as it likes."""

from collections.abc import Callable

from selectolax.lexbor import LexborNode


def walk(root: LexborNode, enter: Callable[[LexborNode], bool], leave: Callable[[LexborNode], None]) -> None:
    """Visit whatever is within an element.

    Args:
        root: the element; it is not visited itself.
        enter: called with each node, texts and comments too; says whether to go into it.
        leave: called with each node that was gone into, after all that is within it.
    """
    node, depth = root.first_child, 0
    while node is not None:
        if enter(node):
            child = node.first_child
            if child is not None:
                node, depth = child, depth + 1
                continue
            leave(node)
        following = node.next
        while following is None and depth:
            node, depth = node.parent, depth - 1
            assert node is not None  # the root stands above
            leave(node)
            following = node.next
        node = following


def walk_on(start: LexborNode, enter: Callable[[LexborNode], bool], leave: Callable[[LexborNode], None]) -> None:
    """Visit an element, what is within it, and all that follows it on the page, until `enter` raises `StopIteration`.

    Args:
        start: the first to be visited.
        enter: called with each node; says whether to go into it.
        leave: called with each element that ends after `start` began, also with those that stand around it.
    """
    node: LexborNode | None = start
    try:
        while node is not None:
            entered = enter(node)
            following = node.first_child if entered else None
            if following is None:
                if entered:
                    leave(node)
                following = node.next
            while following is None and node is not None:
                node = node.parent
                if node is not None:
                    leave(node)
                    following = node.next
            node = following
    except StopIteration:
        return
