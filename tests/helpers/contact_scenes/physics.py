"""A stage on which pymunk moves bodies and says exactly when they meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pymunk

from tests.helpers.contact_scenes.painting import WORLD, Look, Painter, Point

STEP_S = 1 / 800
HEARD_SPEED = 28.0
"""Units per second (of 90 in the picture's height) from which a contact must be found."""

PRESSED_S = 0.03  # what goes on pressing without a rest as long as this meets only once
FELT_SPEED = 3.0  # below this nobody minds either way


@dataclass(frozen=True)
class Contact:
    """Something meets something at `time_s`, at (x, y), with `speed` in units per second."""

    time_s: float
    x: float
    y: float
    speed: float = 100.0

    @property
    def is_heard(self) -> bool:
        """Strong, and well within the picture."""
        inside = 3 < self.x < WORLD[0] - 3 and 3 < self.y < WORLD[1] - 1
        return self.speed >= HEARD_SPEED and inside


class Stage:
    """Bodies and what is to be done with them at which time; then `run`."""

    def __init__(self, gravity: float = 0.0) -> None:
        self.space = pymunk.Space()
        self.space.gravity = (0, gravity)
        self.space.iterations = 20
        self.contacts: list[Contact] = []
        self._plans: list[tuple[float, Callable[[], None]]] = []
        self._poses: dict[pymunk.Body, list[tuple[float, float, float]]] = {}
        self._felt: dict[tuple[pymunk.Shape, ...], float] = {}  # when two last came closer
        self._now = 0.0
        self.space.on_collision(pre_solve=self._met)

    def _met(self, arbiter: pymunk.Arbiter, _space: pymunk.Space, _data: object) -> None:
        """Before each step in which two touch: also when another corner lands."""
        points = arbiter.contact_point_set
        a, b = (shape.body for shape in arbiter.shapes)
        for point in points.points:
            at = point.point_a
            met = a.velocity_at_world_point(at) - b.velocity_at_world_point(at)
            speed = met.dot(points.normal)
            if speed >= FELT_SPEED:
                pressed = self._now - self._felt.get(arbiter.shapes, -1.0) < PRESSED_S
                self._felt[arbiter.shapes] = self._now
                if not pressed:
                    self.contacts.append(Contact(self._now, at.x, at.y, speed))

    def wall(self, a: Point, b: Point, bounce: float = 0.5, friction: float = 0.6) -> None:
        """Something fixed, from a to b."""
        segment = pymunk.Segment(self.space.static_body, a, b, 1.0)
        segment.elasticity, segment.friction = bounce, friction
        self.space.add(segment)

    def body(
        self,
        at: Point,
        shape: float | list[Point],
        bounce: float = 0.5,
        friction: float = 0.6,
        mass: float = 1.0,
        group: int = 0,
    ) -> pymunk.Body:
        """A disc of that radius or a convex polygon. Bodies of one group do not meet."""
        if isinstance(shape, float):
            body = pymunk.Body(mass, pymunk.moment_for_circle(mass, 0, shape))
            form: pymunk.Shape = pymunk.Circle(body, shape)
        else:
            body = pymunk.Body(mass, pymunk.moment_for_poly(mass, shape))
            form = pymunk.Poly(body, shape)
        body.position = at
        form.elasticity, form.friction = bounce, friction
        form.filter = pymunk.ShapeFilter(group=group)
        self.space.add(body, form)
        self._poses[body] = []
        return body

    def hinge(self, body: pymunk.Body, at: Point) -> None:
        """Fix a body to a point of the world, about which it turns."""
        self.space.add(pymunk.PivotJoint(self.space.static_body, body, at))

    def spring(self, body: pymunk.Body, to: Point, stiff: float, damping: float) -> None:
        """Pull a body's centre to a point."""
        self.space.add(
            pymunk.DampedSpring(self.space.static_body, body, to, (0, 0), 0, stiff, damping)
        )

    def turn_spring(self, body: pymunk.Body, to: float, stiff: float, damping: float) -> None:
        """Turn a body to an angle."""
        self.space.add(pymunk.DampedRotarySpring(self.space.static_body, body, -to, stiff, damping))

    def at(self, time_s: float, act: Callable[[], None]) -> None:
        """Plan something."""
        self._plans.append((time_s, act))

    def kick(self, time_s: float, body: pymunk.Body, velocity: Point, over_s: float = 0.0) -> None:
        """Give a body a velocity: at once, or by a push that lasts `over_s`."""

        def act(share: float) -> None:
            body.velocity = body.velocity * (share < 1) + pymunk.Vec2d(*velocity) * share

        self._push(time_s, over_s, act)

    def swing(
        self, time_s: float, body: pymunk.Body, hinge: Point, spin: float, over_s: float = 0.0
    ) -> None:
        """Turn a body about its hinge by `spin` radians per second more, at once or by a push."""

        def act(share: float) -> None:
            body.angular_velocity = body.angular_velocity * (share < 1) + spin * share
            body.velocity = (body.position - hinge).perpendicular() * body.angular_velocity

        self._push(time_s, over_s, act)

    def _push(self, time_s: float, over_s: float, act: Callable[[float], None]) -> None:
        steps = max(1, round(over_s / STEP_S))
        for k in range(steps):
            self.at(time_s + k * STEP_S, lambda: act(1 / steps))

    def run(self, duration_s: float) -> None:
        """Let it happen."""
        self._plans.sort(key=lambda plan: plan[0])
        for k in range(int(duration_s / STEP_S) + 2):
            self._now = k * STEP_S
            while self._plans and self._plans[0][0] <= self._now:
                self._plans.pop(0)[1]()
            for body, poses in self._poses.items():
                poses.append((body.position.x, body.position.y, body.angle))
            self.space.step(STEP_S)
        self._tables = {body: np.array(poses) for body, poses in self._poses.items()}

    def pose(self, body: pymunk.Body, time_s: float) -> tuple[float, float, float]:
        """Where a body was: x, y, angle."""
        table = self._tables[body]
        at = min(max(time_s / STEP_S, 0.0), len(table) - 1.001)
        k = int(at)
        x, y, angle = table[k] + (table[k + 1] - table[k]) * (at - k)
        return float(x), float(y), float(angle)

    def paint(self, painter: Painter, body: pymunk.Body, look: Look, time_s: float) -> None:
        """Draw a body by its shape."""
        x, y, angle = self.pose(body, time_s)
        (shape,) = body.shapes
        if isinstance(shape, pymunk.Circle):
            painter.disc((x, y), shape.radius, look, angle)
        else:
            c, s = np.cos(angle), np.sin(angle)
            corners = [(x + p.x * c - p.y * s, y + p.x * s + p.y * c) for p in shape.get_vertices()]
            painter.polygon(corners, look, angle)


def block(width: float, height: float) -> list[Point]:
    """The corners of a box about its centre."""
    w, h = width / 2, height / 2
    return [(-w, -h), (w, -h), (w, h), (-w, h)]
