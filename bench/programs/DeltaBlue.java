import java.util.ArrayList;

/**
 * DeltaBlue: an incremental solver of one-way constraints in a hierarchy of strengths, on chains and projections.
 */
public class DeltaBlue implements Bench.Kernel {
    static final int REQUIRED = 0, STRONG_DEFAULT = 3, DEFAULT = 4, WEAK_DEFAULT = 5, PREFERRED = 2, WEAKEST = 6;

    static boolean stronger(int a, int b) {
        return a < b;
    }

    static int weakest(int a, int b) {
        return Math.max(a, b);
    }

    static final class Variable {
        int value;
        final ArrayList<Constraint> constraints = new ArrayList<>(2);
        Constraint determinedBy;
        int mark;
        int walkStrength = WEAKEST;
        boolean stay = true;

        Variable(int value) {
            this.value = value;
        }
    }

    abstract static class Constraint {
        final int strength;

        Constraint(int strength) {
            this.strength = strength;
        }

        abstract void addToGraph();

        abstract void removeFromGraph();

        abstract boolean satisfied();

        abstract void choose(int mark);

        abstract void markInputs(int mark);

        abstract boolean inputsKnown(int mark);

        abstract Variable output();

        abstract void unsatisfied();

        abstract void recalculate();

        abstract void execute();

        boolean isInput() {
            return false;
        }

        void add(Planner p) {
            addToGraph();
            p.incrementalAdd(this);
        }

        void destroy(Planner p) {
            if (satisfied()) {
                p.incrementalRemove(this);
            }
            removeFromGraph();
        }

        Constraint satisfy(int mark, Planner p) {
            choose(mark);
            if (!satisfied()) {
                if (strength == REQUIRED) {
                    throw new IllegalStateException("a required constraint cannot be satisfied");
                }
                return null;
            }
            markInputs(mark);
            Variable out = output();
            Constraint overridden = out.determinedBy;
            if (overridden != null) {
                overridden.unsatisfied();
            }
            out.determinedBy = this;
            if (!p.propagate(this, mark)) {
                throw new IllegalStateException("a cycle");
            }
            out.mark = mark;
            return overridden;
        }
    }

    abstract static class Unary extends Constraint {
        final Variable out;
        boolean satisfied;

        Unary(Variable out, int strength) {
            super(strength);
            this.out = out;
        }

        @Override
        void addToGraph() {
            out.constraints.add(this);
            satisfied = false;
        }

        @Override
        void removeFromGraph() {
            out.constraints.remove(this);
            satisfied = false;
        }

        @Override
        boolean satisfied() {
            return satisfied;
        }

        @Override
        void choose(int mark) {
            satisfied = out.mark != mark && stronger(strength, out.walkStrength);
        }

        @Override
        void markInputs(int mark) {
        }

        @Override
        boolean inputsKnown(int mark) {
            return true;
        }

        @Override
        Variable output() {
            return out;
        }

        @Override
        void unsatisfied() {
            satisfied = false;
        }

        @Override
        void recalculate() {
            out.walkStrength = strength;
            out.stay = !isInput();
            if (out.stay) {
                execute();
            }
        }
    }

    static final class Stay extends Unary {
        Stay(Variable v, int strength) {
            super(v, strength);
        }

        @Override
        void execute() {
        }
    }

    static final class Edit extends Unary {
        Edit(Variable v, int strength) {
            super(v, strength);
        }

        @Override
        boolean isInput() {
            return true;
        }

        @Override
        void execute() {
        }
    }

    static class Equal extends Constraint {
        static final int NONE = 0, FORWARD = 1, BACKWARD = 2;
        final Variable a;
        final Variable b;
        int direction = NONE;

        Equal(Variable a, Variable b, int strength) {
            super(strength);
            this.a = a;
            this.b = b;
        }

        @Override
        void addToGraph() {
            a.constraints.add(this);
            b.constraints.add(this);
            direction = NONE;
        }

        @Override
        void removeFromGraph() {
            a.constraints.remove(this);
            b.constraints.remove(this);
            direction = NONE;
        }

        @Override
        boolean satisfied() {
            return direction != NONE;
        }

        @Override
        void choose(int mark) {
            if (a.mark == mark) {
                direction = b.mark != mark && stronger(strength, b.walkStrength) ? FORWARD : NONE;
            } else if (b.mark == mark) {
                direction = stronger(strength, a.walkStrength) ? BACKWARD : NONE;
            } else if (stronger(b.walkStrength, a.walkStrength)) {
                direction = stronger(strength, a.walkStrength) ? BACKWARD : NONE;
            } else {
                direction = stronger(strength, b.walkStrength) ? FORWARD : NONE;
            }
        }

        Variable input() {
            return direction == FORWARD ? a : b;
        }

        @Override
        Variable output() {
            return direction == FORWARD ? b : a;
        }

        @Override
        void markInputs(int mark) {
            input().mark = mark;
        }

        @Override
        boolean inputsKnown(int mark) {
            Variable in = input();
            return in.mark == mark || in.stay || in.determinedBy == null;
        }

        @Override
        void unsatisfied() {
            direction = NONE;
        }

        @Override
        void recalculate() {
            Variable in = input(), out = output();
            out.walkStrength = weakest(strength, in.walkStrength);
            out.stay = in.stay;
            if (out.stay) {
                execute();
            }
        }

        @Override
        void execute() {
            output().value = input().value;
        }
    }

    static final class Scale extends Equal {
        final Variable scale;
        final Variable offset;

        Scale(Variable source, Variable scale, Variable offset, Variable target, int strength) {
            super(source, target, strength);
            this.scale = scale;
            this.offset = offset;
        }

        @Override
        void addToGraph() {
            super.addToGraph();
            scale.constraints.add(this);
            offset.constraints.add(this);
        }

        @Override
        void removeFromGraph() {
            super.removeFromGraph();
            scale.constraints.remove(this);
            offset.constraints.remove(this);
        }

        @Override
        void markInputs(int mark) {
            super.markInputs(mark);
            scale.mark = offset.mark = mark;
        }

        @Override
        void recalculate() {
            Variable in = input(), out = output();
            out.walkStrength = weakest(strength, in.walkStrength);
            out.stay = in.stay && scale.stay && offset.stay;
            if (out.stay) {
                execute();
            }
        }

        @Override
        void execute() {
            if (direction == FORWARD) {
                b.value = a.value * scale.value + offset.value;
            } else {
                a.value = (b.value - offset.value) / scale.value;
            }
        }
    }

    static final class Planner {
        int mark;

        void incrementalAdd(Constraint c) {
            mark++;
            Constraint overridden = c.satisfy(mark, this);
            while (overridden != null) {
                overridden = overridden.satisfy(mark, this);
            }
        }

        void incrementalRemove(Constraint c) {
            Variable out = c.output();
            c.unsatisfied();
            c.removeFromGraph();
            ArrayList<Constraint> unsatisfied = new ArrayList<>();
            out.determinedBy = null;
            out.walkStrength = WEAKEST;
            out.stay = true;
            ArrayList<Variable> todo = new ArrayList<>();
            todo.add(out);
            while (!todo.isEmpty()) {
                Variable v = todo.remove(todo.size() - 1);
                for (Constraint each : v.constraints) {
                    if (!each.satisfied()) {
                        unsatisfied.add(each);
                    }
                }
                for (Constraint next : v.constraints) {
                    if (next != v.determinedBy && next.satisfied()) {
                        next.recalculate();
                        todo.add(next.output());
                    }
                }
            }
            for (int strength = REQUIRED; strength < WEAKEST; strength++) {
                for (Constraint u : unsatisfied) {
                    if (u.strength == strength) {
                        incrementalAdd(u);
                    }
                }
            }
        }

        boolean propagate(Constraint c, int mark) {
            ArrayList<Constraint> todo = new ArrayList<>();
            todo.add(c);
            while (!todo.isEmpty()) {
                Constraint d = todo.remove(todo.size() - 1);
                if (d.output().mark == mark) {
                    incrementalRemove(c);
                    return false;
                }
                d.recalculate();
                consumers(d.output(), todo);
            }
            return true;
        }

        static void consumers(Variable v, ArrayList<Constraint> into) {
            for (Constraint c : v.constraints) {
                if (c != v.determinedBy && c.satisfied()) {
                    into.add(c);
                }
            }
        }

        ArrayList<Constraint> plan(ArrayList<Constraint> sources) {
            mark++;
            ArrayList<Constraint> plan = new ArrayList<>();
            ArrayList<Constraint> todo = sources;
            while (!todo.isEmpty()) {
                Constraint c = todo.remove(todo.size() - 1);
                if (c.output().mark != mark && c.inputsKnown(mark)) {
                    plan.add(c);
                    c.output().mark = mark;
                    consumers(c.output(), todo);
                }
            }
            return plan;
        }
    }

    static long change(Planner p, Variable v, int value) {
        Edit edit = new Edit(v, PREFERRED);
        edit.add(p);
        ArrayList<Constraint> sources = new ArrayList<>();
        sources.add(edit);
        ArrayList<Constraint> plan = p.plan(sources);
        for (int i = 0; i < 10; i++) {
            v.value = value;
            for (Constraint c : plan) {
                c.execute();
            }
        }
        edit.destroy(p);
        return plan.size();
    }

    static long chain(int n) {
        Planner p = new Planner();
        Variable first = new Variable(0), previous = first;
        for (int i = 0; i < n; i++) {
            Variable v = new Variable(0);
            new Equal(previous, v, REQUIRED).add(p);
            previous = v;
        }
        new Stay(previous, STRONG_DEFAULT).add(p);
        long sum = 0;
        for (int i = 0; i < 20; i++) {
            sum += change(p, first, i);
            sum = sum * 31 + previous.value;
        }
        return sum;
    }

    static long projection(int n) {
        Planner p = new Planner();
        Variable scale = new Variable(10), offset = new Variable(1000), source = null, target = null;
        ArrayList<Variable> targets = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            source = new Variable(i);
            target = new Variable(i);
            targets.add(target);
            new Stay(source, DEFAULT).add(p);
            new Scale(source, scale, offset, target, REQUIRED).add(p);
        }
        long sum = change(p, source, 17) + target.value;
        sum = sum * 31 + change(p, target, 1050) + source.value;
        sum = sum * 31 + change(p, scale, 5);
        for (Variable v : targets) {
            sum = sum * 31 + v.value;
        }
        sum = sum * 31 + change(p, offset, 2000);
        for (Variable v : targets) {
            sum = sum * 31 + v.value;
        }
        return sum;
    }

    @Override
    public long run(int rounds) {
        long checksum = 0;
        for (int i = 0; i < rounds; i++) {
            checksum = checksum * 7 + chain(400) + projection(400);
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 12, 48, new DeltaBlue());
    }
}
