/** Annotations at run time: every member type, defaults, inheritance, repetition, parameters, types, equality. */
import java.lang.annotation.*;
import java.lang.reflect.*;
import java.util.*;

public class Annotations {
    enum Level {
        LOW, HIGH
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Inner {
        int value();
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Inherited
    @interface Everything {
        boolean z() default true;

        byte b() default 1;

        char c() default 'c';

        short s() default 2;

        int i() default 3;

        long l() default 4;

        float f() default 5.5f;

        double d() default 6.5;

        String text() default "text";

        Class<?> type() default Object.class;

        Level level() default Level.HIGH;

        Inner inner() default @Inner(9);

        int[] ints() default {1, 2};

        String[] strings() default {};

        Inner[] inners() default {@Inner(1), @Inner(2)};

        Class<?>[] types() default {int.class, String[].class};
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Repeatable(Tags.class)
    @interface Tag {
        String value();
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Tags {
        Tag[] value();
    }

    @Retention(RetentionPolicy.CLASS)
    @interface Invisible {
    }

    @Target(ElementType.TYPE_USE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Use {
        int value() default 0;
    }

    @Everything(i = 30, text = "own\u00e9", ints = 7, level = Level.LOW)
    @Tag("a")
    @Tag("b")
    @Invisible
    static class Annotated {
        @Inner(5) @Deprecated int field;
        List<@Use(3) String> @Use(4) [] uses;

        @Tag("single")
        void method(@Inner(1) int a, String b, @Tag("p") @Inner(2) long c) {
        }
    }

    static class Child extends Annotated {
    }

    public static void main(String[] args) throws Exception {
        Everything e = Annotated.class.getAnnotation(Everything.class);
        System.out.println(e.inner() + " " + e.toString().length());
        System.out.println(e.z() + " " + e.b() + e.c() + e.s() + e.i() + e.l() + e.f() + e.d() + e.text() + e.type()
                + e.level() + e.inner().value() + Arrays.toString(e.ints()) + e.strings().length
                + e.inners()[1].value() + Arrays.toString(e.types()) + e.annotationType());
        System.out.println(Child.class.getAnnotations().length + " " + Child.class.getDeclaredAnnotations().length
                + " " + Annotated.class.getAnnotationsByType(Tag.class).length + " "
                + Annotated.class.isAnnotationPresent(Tag.class)
                + Annotated.class.isAnnotationPresent(Invisible.class) + " "
                        + Annotated.class.getAnnotation(Tags.class));
        Method m = Annotated.class.getDeclaredMethod("method", int.class, String.class, long.class);
        System.out.println(Arrays.toString(m.getAnnotations()) + " "
                + Arrays.deepToString(m.getParameterAnnotations()));
        Field f = Annotated.class.getDeclaredField("field");
        System.out.println(Arrays.toString(f.getAnnotations()));
        Inner one = f.getAnnotation(Inner.class);
        Inner again = Annotated.class.getDeclaredField("field").getAnnotation(Inner.class);
        System.out.println(one.equals(again) + " " + one.hashCode() + " " + one.equals(e.inner()) + " "
                + Proxy.isProxyClass(one.getClass()));
        AnnotatedType type = Annotated.class.getDeclaredField("uses").getAnnotatedType();
        AnnotatedParameterizedType component = (AnnotatedParameterizedType) ((AnnotatedArrayType) type)
                .getAnnotatedGenericComponentType();
        System.out.println(Arrays.toString(type.getAnnotations()) + " "
                + Arrays.toString(component.getAnnotatedActualTypeArguments()[0].getAnnotations()));
        System.out.println(Everything.class.getMethod("i").getDefaultValue() + " "
                + FunctionalInterface.class.getAnnotation(Retention.class).value() + " "
                + Runnable.class.isAnnotationPresent(FunctionalInterface.class));
    }
}
