import java.util.Iterator;
import java.util.LinkedList;
import java.util.ListIterator;
import java.util.function.IntPredicate;

/** Linked lists: an immutable one that is mapped, filtered, reversed and merged, and java.util.LinkedList as a queue. */
public class LinkedLists implements Bench.Kernel {
    static final class Cell {
        final int head;
        final Cell tail;

        Cell(int head, Cell tail) {
            this.head = head;
            this.tail = tail;
        }
    }

    static Cell reverse(Cell list) {
        Cell result = null;
        for (; list != null; list = list.tail) {
            result = new Cell(list.head, result);
        }
        return result;
    }

    static Cell filter(Cell list, IntPredicate keep) {
        Cell result = null;
        for (; list != null; list = list.tail) {
            if (keep.test(list.head)) {
                result = new Cell(list.head, result);
            }
        }
        return reverse(result);
    }

    static Cell merge(Cell a, Cell b) {
        Cell result = null;
        while (a != null || b != null) {
            if (b == null || a != null && a.head <= b.head) {
                result = new Cell(a.head, result);
                a = a.tail;
            } else {
                result = new Cell(b.head, result);
                b = b.tail;
            }
        }
        return reverse(result);
    }

    static Cell sort(Cell list, int length) {
        if (length < 2) {
            return length == 0 ? null : new Cell(list.head, null);
        }
        Cell second = list;
        for (int i = 0; i < length / 2; i++) {
            second = second.tail;
        }
        return merge(sort(list, length / 2), sort(second, length - length / 2));
    }

    static long queue(int n) {
        LinkedList<Integer> queue = new LinkedList<>();
        long sum = 0;
        for (int i = 0; i < n; i++) {
            queue.addLast(i * 7 % 1000);
            if (i % 3 == 2) {
                sum += queue.removeFirst();
            }
        }
        for (Iterator<Integer> it = queue.iterator(); it.hasNext();) {
            if (it.next() % 5 == 0) {
                it.remove();
            }
        }
        for (ListIterator<Integer> it = queue.listIterator(); it.hasNext();) {
            int v = it.next();
            if (v % 2 == 0) {
                it.set(v + 1);
            }
        }
        for (int v : queue) {
            sum = sum * 3 + v;
        }
        return sum + queue.size();
    }

    @Override
    public long run(int rounds) {
        long checksum = 0;
        for (int r = 0; r < rounds; r++) {
            Cell list = null;
            int seed = r;
            for (int i = 0; i < 2000; i++) {
                seed = seed * 1103515245 + 12345;
                list = new Cell((seed >>> 16) % 5000, list);
            }
            int divisor = 2 + r % 5;
            for (Cell c = sort(filter(list, v -> v % divisor != 0), 800); c != null; c = c.tail) {
                checksum = checksum * 31 + c.head;
            }
            checksum += queue(2000);
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 150, 640, new LinkedLists());
    }
}
