import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Short-lived small objects: records as values of a ray caster, and iterators over a range and over a grid's cells. */
public class ShortLived implements Bench.Kernel {
    record Vector(double x, double y, double z) {
        Vector plus(Vector o) {
            return new Vector(x + o.x, y + o.y, z + o.z);
        }

        Vector minus(Vector o) {
            return new Vector(x - o.x, y - o.y, z - o.z);
        }

        Vector times(double s) {
            return new Vector(x * s, y * s, z * s);
        }

        double dot(Vector o) {
            return x * o.x + y * o.y + z * o.z;
        }

        Vector unit() {
            return times(1 / Math.sqrt(dot(this)));
        }
    }

    record Ray(Vector from, Vector direction) {
        Vector at(double t) {
            return from.plus(direction.times(t));
        }
    }

    record Sphere(Vector center, double radius) {
        double hit(Ray ray) {
            Vector between = ray.from().minus(center);
            double b = between.dot(ray.direction()), c = between.dot(between) - radius * radius;
            double discriminant = b * b - c;
            return discriminant < 0 ? -1 : -b - Math.sqrt(discriminant);
        }
    }

    record Cell(int x, int y) {
        Cell moved(int dx, int dy) {
            return new Cell(x + dx, y + dy);
        }
    }

    static final class Range implements Iterable<Cell> {
        final int width, height;

        Range(int width, int height) {
            this.width = width;
            this.height = height;
        }

        @Override
        public Iterator<Cell> iterator() {
            return new Iterator<>() {
                int next;

                @Override
                public boolean hasNext() {
                    return next < width * height;
                }

                @Override
                public Cell next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    Cell cell = new Cell(next % width, next / width);
                    next++;
                    return cell;
                }
            };
        }
    }

    static double trace(List<Sphere> scene, Ray ray, int depth) {
        Sphere nearest = null;
        double t = Double.MAX_VALUE;
        for (Sphere s : scene) {
            double hit = s.hit(ray);
            if (hit > 1e-6 && hit < t) {
                t = hit;
                nearest = s;
            }
        }
        if (nearest == null) {
            return 0.25 + 0.5 * ray.direction().y();
        }
        Vector at = ray.at(t), normal = at.minus(nearest.center()).unit();
        double light = Math.max(0, normal.dot(new Vector(0.6, 0.64, 0.48)));
        if (depth == 0) {
            return light;
        }
        Vector reflected = ray.direction().minus(normal.times(2 * normal.dot(ray.direction())));
        return 0.7 * light + 0.3 * trace(scene, new Ray(at, reflected), depth - 1);
    }

    static int neighbours(boolean[][] grid, Cell cell) {
        int count = 0;
        for (Cell offset : new Range(3, 3)) {
            Cell other = cell.moved(offset.x() - 1, offset.y() - 1);
            if (!other.equals(cell) && other.x() >= 0 && other.y() >= 0 && other.x() < grid.length
                    && other.y() < grid.length && grid[other.x()][other.y()]) {
                count++;
            }
        }
        return count;
    }

    static boolean[][] generation(boolean[][] grid) {
        boolean[][] next = new boolean[grid.length][grid.length];
        for (Cell cell : new Range(grid.length, grid.length)) {
            int n = neighbours(grid, cell);
            next[cell.x()][cell.y()] = n == 3 || n == 2 && grid[cell.x()][cell.y()];
        }
        return next;
    }

    @Override
    public long run(int size) {
        List<Sphere> scene = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            scene.add(new Sphere(new Vector(i - 2.5, i * 5 % 3 - 1, 5 + i * 0.5), 0.9));
        }
        double sum = 0;
        boolean[][] grid = new boolean[48][48];
        for (Cell cell : new Range(size, size)) {
            Vector direction = new Vector(cell.x() * 2.0 / size - 1, cell.y() * 2.0 / size - 1, 1.5).unit();
            double light = trace(scene, new Ray(new Vector(0, 0, 0), direction), 3);
            sum += light;
            grid[cell.x() % 48][cell.y() % 48] ^= light > 0.5;
        }
        long alive = 0;
        for (int i = 0; i < size / 20; i++) {
            grid = generation(grid);
        }
        for (Cell cell : new Range(48, 48)) {
            alive = alive * 3 + (grid[cell.x()][cell.y()] ? 1 : 0);
        }
        return Double.doubleToRawLongBits(sum) * 31 + alive;
    }

    public static void main(String[] args) {
        Bench.run(args, 110, 1000, new ShortLived());
    }
}
