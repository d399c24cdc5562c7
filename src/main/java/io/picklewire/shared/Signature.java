package io.picklewire.shared;

import io.picklewire.python.PyException;
import io.picklewire.python.Sealed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Binds a call's arguments to a method's parameters, and says what does not fit as CPython 3.13 would. Each
 * kind of method has its own words there: functions written in Python, methods written in C, and operators.
 * Immutable; any thread.
 */
public final class Signature {
    private enum Kind {
        PYTHON,
        KEYWORD_ONLY,
        C_KEYWORDS,
        C_VARIADIC,
        KEYWORDS,
        UPDATE,
        FUNCTION,
        C_FIXED,
        C_RANGE,
        OPERATOR
    }

    private final Kind kind;
    private final String name;
    private final List<Parameter> parameters;
    /** How many parameters at the start are required; the others have defaults. */
    private final int least;

    private Signature(Kind kind, String name, List<Parameter> parameters) {
        this.kind = kind;
        this.name = name;
        this.parameters = List.copyOf(parameters);
        this.least = (int) parameters.stream().filter(Parameter::required).count();
    }

    /** A function in Python: {@code name} is the qualified one; the errors count {@code self}. */
    public static Signature python(String name, Parameter... parameters) {
        return new Signature(Kind.PYTHON, name, List.of(parameters));
    }

    /** A method in C that takes its arguments by keyword only. */
    public static Signature keywordOnly(String name, Parameter... parameters) {
        return new Signature(Kind.KEYWORD_ONLY, name, List.of(parameters));
    }

    /** A method in C whose arguments may come by position or by keyword, none of them required. */
    public static Signature keywords(String name, Parameter... parameters) {
        return new Signature(Kind.C_KEYWORDS, name, List.of(parameters));
    }

    /** A method in C that takes any number of arguments. */
    public static Signature variadic(String name) {
        return new Signature(Kind.C_VARIADIC, name, List.of());
    }

    /** A method in C with no argument, or with exactly one. */
    public static Signature fixed(String name, int arguments) {
        return new Signature(Kind.C_FIXED, name, positional(arguments, arguments));
    }

    /** A method in C with {@code least} to {@code most} arguments; {@code type} is what it is a method of. */
    public static Signature range(String type, String name, int least, int most) {
        return new Signature(Kind.C_RANGE, type + "." + name, positional(least, most));
    }

    /** A type written in C that is called with at most so many arguments. */
    public static Signature constructor(String name, int most) {
        return new Signature(Kind.C_RANGE, name, positional(0, most));
    }

    /** A function in Python that takes any keywords and nothing else. */
    public static Signature anyKeywords(String name) {
        return new Signature(Kind.KEYWORDS, name, List.of());
    }

    /** {@code dict.update} and {@code dict()}: at most one argument, and any keywords. */
    public static Signature update(String name) {
        return new Signature(Kind.UPDATE, name, positional(0, 1));
    }

    /** {@code defaultdict()}: a factory, then as {@code dict()}. */
    public static Signature defaultDict() {
        return new Signature(Kind.UPDATE, "defaultdict", positional(0, 2));
    }

    /** A method in Python 2's C that parses its arguments without naming itself. */
    public static Signature function(String name, int arguments) {
        return new Signature(Kind.FUNCTION, name, positional(arguments, arguments));
    }

    /** An operator's method. */
    public static Signature operator(String name, int arguments) {
        return new Signature(Kind.OPERATOR, name, positional(arguments, arguments));
    }

    private static List<Parameter> positional(int least, int most) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            String name = "argument " + (i + 1);
            parameters.add(i < least ? Parameter.required(name) : Parameter.optional(name, Arguments.NOT_GIVEN));
        }
        return parameters;
    }

    /**
     * The value of each parameter: a Sealed that was given, or a default.
     *
     * @throws PyException TypeError when the arguments do not fit
     */
    public @Nullable Object[] bind(List<Sealed> args, Map<String, Sealed> kwargs) {
        if (kind == Kind.KEYWORD_ONLY) {
            checkNone(args.size());
        } else if (kind == Kind.UPDATE || kind == Kind.KEYWORDS) {
            return bindLoosely(args);
        } else if (kind == Kind.C_VARIADIC) {
            checkNoKeywords(!kwargs.isEmpty());
            return args.toArray(new @Nullable Object[0]);
        } else if (kind == Kind.C_KEYWORDS) {
            checkMost(args.size() + kwargs.size());
        } else if (kind != Kind.PYTHON) {
            checkNoKeywords(!kwargs.isEmpty());
            checkPositional(args.size());
        } else if (args.size() > parameters.size()) {
            throw tooMany(args.size() + 1);
        }
        @Nullable Object[] bound = new @Nullable Object[parameters.size()];
        for (int i = 0; i < bound.length; i++) {
            bound[i] = i < args.size() ? args.get(i) : parameters.get(i).byDefault();
        }
        if (!kwargs.isEmpty()) {
            kwargs.forEach((keyword, value) -> bound[indexOf(keyword, args.size())] = value);
        }
        if (kind == Kind.PYTHON) {
            checkMissing(args.size(), kwargs);
        }
        return bound;
    }

    /** The keywords are the method's own business. */
    private @Nullable Object[] bindLoosely(List<Sealed> args) {
        if (kind == Kind.UPDATE) {
            checkPositional(args.size());
            @Nullable Object[] bound = new @Nullable Object[parameters.size()];
            for (int i = 0; i < bound.length; i++) {
                bound[i] = i < args.size() ? args.get(i) : Arguments.NOT_GIVEN;
            }
            return bound;
        }
        if (!args.isEmpty()) {
            throw tooMany(args.size() + 1);
        }
        return new @Nullable Object[0];
    }

    private int indexOf(String keyword, int positional) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(keyword)) {
                if (i < positional) {
                    throw PyException.typeError(
                            kind == Kind.C_KEYWORDS
                                    ? "argument for " + name + "() given by name ('" + keyword + "') and position ("
                                            + (i + 1) + ")"
                                    : name + "() got multiple values for argument '" + keyword + "'");
                }
                return i;
            }
        }
        throw PyException.typeError(name + "() got an unexpected keyword argument '" + keyword + "'");
    }

    private PyException tooMany(int given) {
        int most = parameters.size() + 1;
        String takes = least + 1 == most
                ? most + " positional argument" + (most == 1 ? "" : "s")
                : "from " + (least + 1) + " to " + most + " positional arguments";
        return PyException.typeError(name + "() takes " + takes + " but " + given + " were given");
    }

    private void checkMissing(int positional, Map<String, Sealed> kwargs) {
        if (positional >= least) {
            return;
        }
        List<String> missing = parameters.stream()
                .skip(positional)
                .filter(parameter -> parameter.required() && !kwargs.containsKey(parameter.name()))
                .map(parameter -> "'" + parameter.name() + "'")
                .collect(Collectors.toList());
        if (!missing.isEmpty()) {
            String names = String.join(missing.size() == 2 ? " and " : ", ", missing);
            throw PyException.typeError(name + "() missing " + missing.size() + " required positional argument"
                    + (missing.size() == 1 ? "" : "s") + ": " + names);
        }
    }

    private void checkNone(int given) {
        if (given > 0) {
            throw PyException.typeError(name + "() takes no positional arguments");
        }
    }

    private void checkMost(int given) {
        if (given > parameters.size()) {
            throw PyException.typeError(
                    name + "() takes at most " + parameters.size() + " arguments (" + given + " given)");
        }
    }

    private void checkNoKeywords(boolean given) {
        if (given) {
            String what = kind == Kind.OPERATOR ? "wrapper " + name : name;
            throw PyException.typeError(what + "() takes no keyword arguments");
        }
    }

    private void checkPositional(int given) {
        int most = parameters.size();
        if (given < least || given > most) {
            throw PyException.typeError(wrongCount(given, least, most));
        }
    }

    /** CPython leaves the name out there, but not the space after it. */
    private boolean spaced() {
        return parameters.size() > 1 || name.endsWith("mul__");
    }

    private String wrongCount(int given, int least, int most) {
        if (kind == Kind.FUNCTION) {
            return "function takes exactly " + most + " arguments (" + given + " given)";
        }
        if (kind == Kind.C_FIXED) {
            String takes = most == 0 ? "no arguments" : "exactly one argument";
            return name + "() takes " + takes + " (" + given + " given)";
        }
        String bound = least == most ? "" : given < least ? "at least " : "at most ";
        int expected = given < least ? least : most;
        String simple = kind == Kind.OPERATOR ? (spaced() ? " " : "") : name.substring(name.lastIndexOf('.') + 1) + " ";
        return simple + "expected " + bound + expected + " argument" + (expected == 1 ? "" : "s") + ", got " + given;
    }
}
