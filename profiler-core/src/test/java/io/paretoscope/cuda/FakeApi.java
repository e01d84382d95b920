package io.paretoscope.cuda;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A library whose functions all succeed and do nothing, until they are told otherwise. Notes each call. */
class FakeApi<A> {
    private final Class<A> type;
    private final Map<String, Function> functions = new HashMap<>();
    private final Map<String, List<Object[]>> arguments = new HashMap<>();
    private final List<String> called = new ArrayList<>();

    /** A function of the library, which fills in what its arguments refer to. */
    @FunctionalInterface
    interface Function {
        @Nullable
        Object call(Object[] arguments);
    }

    FakeApi(Class<A> type) {
        this.type = type;
    }

    A api() {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, (proxy, method, given) -> {
            Object[] all = given == null ? new Object[0] : given;
            called.add(method.getName());
            arguments.computeIfAbsent(method.getName(), name -> new ArrayList<>()).add(all);
            return functions.getOrDefault(method.getName(), nothing -> 0).call(all);
        }));
    }

    /** Replaces a function. */
    void put(String name, Function function) {
        functions.put(name, function);
    }

    /** Lets each call of a function fail. */
    void fail(String name, int result) {
        put(name, all -> result);
    }

    /** Lets one call of a function fail, the first being 1. */
    void failAt(String name, int call, int result) {
        Function before = functions.getOrDefault(name, nothing -> 0);
        put(name,
                all -> arguments.getOrDefault(name, List.of()).size() == call
                        ? Integer.valueOf(result)
                        : before.call(all));
    }

    /** The names of the functions called since the last time this was asked, in order. */
    List<String> calls() {
        List<String> calls = List.copyOf(called);
        called.clear();
        return calls;
    }

    /** What a function was given at its last call. */
    Object[] last(String name) {
        return arguments.getOrDefault(name, List.of()).getLast();
    }

    /** What an argument of each call of a function was, in order. */
    List<Object> each(String name, int index) {
        return arguments.getOrDefault(name, List.of()).stream().map(all -> all[index]).toList();
    }
}
