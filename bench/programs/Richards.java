/**
 * Richards: an operating system's scheduler in miniature, with devices, handlers and workers that exchange
 * packets.
 */
public class Richards implements Bench.Kernel {
    static final int IDLE = 0, WORKER = 1, HANDLER_A = 2, HANDLER_B = 3, DEVICE_A = 4, DEVICE_B = 5, TASKS = 6;
    static final int KIND_DEVICE = 0, KIND_WORK = 1;

    static final class Packet {
        Packet link;
        int to;
        final int kind;
        int first;
        final int[] data = new int[4];

        Packet(Packet link, int to, int kind) {
            this.link = link;
            this.to = to;
            this.kind = kind;
        }

        Packet appendTo(Packet queue) {
            link = null;
            if (queue == null) {
                return this;
            }
            Packet last = queue;
            while (last.link != null) {
                last = last.link;
            }
            last.link = this;
            return queue;
        }
    }

    abstract static class Task {
        final int id;
        final int priority;
        final Task next;
        Packet queue;
        boolean waiting;
        boolean held;
        boolean pending;

        Task(int id, int priority, Task next, Packet queue, boolean waiting) {
            this.id = id;
            this.priority = priority;
            this.next = next;
            this.queue = queue;
            this.waiting = waiting;
            pending = queue != null;
        }

        boolean blocked() {
            return held || waiting && !pending;
        }

        Task resume(Scheduler s) {
            Packet p = null;
            if (waiting && pending) {
                p = queue;
                queue = p.link;
                waiting = false;
                pending = queue != null;
            }
            return run(s, p);
        }

        Task deliver(Scheduler s, Packet p, Task from) {
            if (queue == null) {
                queue = p;
                pending = true;
                p.link = null;
                return priority > from.priority ? this : from;
            }
            queue = p.appendTo(queue);
            return from;
        }

        abstract Task run(Scheduler s, Packet p);
    }

    static final class Idle extends Task {
        int control = 1;
        int count;

        Idle(int count, Task next) {
            super(IDLE, 0, next, null, false);
            this.count = count;
        }

        @Override
        Task run(Scheduler s, Packet p) {
            if (--count == 0) {
                return s.hold();
            }
            if ((control & 1) == 0) {
                control >>= 1;
                return s.release(DEVICE_A);
            }
            control = control >> 1 ^ 0xD008;
            return s.release(DEVICE_B);
        }
    }

    static final class Worker extends Task {
        int destination = HANDLER_A;
        int count;

        Worker(Packet queue, Task next) {
            super(WORKER, 1000, next, queue, true);
        }

        @Override
        Task run(Scheduler s, Packet p) {
            if (p == null) {
                return s.await();
            }
            destination = destination == HANDLER_A ? HANDLER_B : HANDLER_A;
            p.to = destination;
            p.first = 0;
            for (int i = 0; i < p.data.length; i++) {
                if (++count > 26) {
                    count = 1;
                }
                p.data[i] = 'A' + count - 1;
            }
            return s.send(p);
        }
    }

    static final class Handler extends Task {
        Packet work;
        Packet devices;

        Handler(int id, int priority, Packet queue, Task next) {
            super(id, priority, next, queue, true);
        }

        @Override
        Task run(Scheduler s, Packet p) {
            if (p != null) {
                if (p.kind == KIND_WORK) {
                    work = p.appendTo(work);
                } else {
                    devices = p.appendTo(devices);
                }
            }
            if (work != null) {
                int at = work.first;
                if (at >= work.data.length) {
                    Packet done = work;
                    work = work.link;
                    return s.send(done);
                }
                if (devices != null) {
                    Packet device = devices;
                    devices = devices.link;
                    device.first = work.data[at];
                    work.first = at + 1;
                    return s.send(device);
                }
            }
            return s.await();
        }
    }

    static final class Device extends Task {
        Packet held;

        Device(int id, int priority, Task next) {
            super(id, priority, next, null, true);
        }

        @Override
        Task run(Scheduler s, Packet p) {
            if (p == null) {
                if (held == null) {
                    return s.await();
                }
                Packet out = held;
                held = null;
                return s.send(out);
            }
            held = p;
            return s.hold();
        }
    }

    static final class Scheduler {
        final Task[] byId = new Task[TASKS];
        Task list;
        Task current;
        int sent;
        int holds;

        void add(Task t) {
            byId[t.id] = t;
            list = t;
        }

        Task hold() {
            holds++;
            current.held = true;
            return current.next;
        }

        Task await() {
            current.waiting = true;
            return current;
        }

        Task release(int id) {
            Task t = byId[id];
            t.held = false;
            return t.priority > current.priority ? t : current;
        }

        Task send(Packet p) {
            Task t = byId[p.to];
            sent++;
            p.link = null;
            p.to = current.id;
            return t.deliver(this, p, current);
        }

        void schedule() {
            current = list;
            while (current != null) {
                current = current.blocked() ? current.next : current.resume(this);
            }
        }
    }

    static Packet packets(int n, int to, int kind) {
        Packet queue = null;
        for (int i = 0; i < n; i++) {
            queue = new Packet(queue, to, kind);
        }
        return queue;
    }

    @Override
    public long run(int rounds) {
        long checksum = 0;
        for (int i = 0; i < rounds; i++) {
            Scheduler s = new Scheduler();
            s.add(new Idle(10000, null));
            s.add(new Worker(packets(2, 0, KIND_WORK), s.list));
            s.add(new Handler(HANDLER_A, 2000, packets(3, DEVICE_A, KIND_DEVICE), s.list));
            s.add(new Handler(HANDLER_B, 3000, packets(3, DEVICE_B, KIND_DEVICE), s.list));
            s.add(new Device(DEVICE_A, 4000, s.list));
            s.add(new Device(DEVICE_B, 5000, s.list));
            s.schedule();
            checksum = checksum * 31 + s.sent * 1000L + s.holds;
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 60, 150, new Richards());
    }
}
