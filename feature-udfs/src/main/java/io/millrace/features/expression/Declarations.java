package io.millrace.features.expression;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;

import io.millrace.schemas.event.ValueType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions declared to CEL's checker, with the way from each overload to our tree. */
class Declarations {

    /** Makes our node of an overload's arguments. */
    interface Maker {
        Expr make(List<Expr> arguments);
    }

    /** CEL keeps the plain name for a macro of its own, which takes fields of messages only. */
    static final String HAS = "@has";

    private final Map<String, List<CelOverloadDecl>> overloads = new LinkedHashMap<>();
    private final Map<String, Maker> makers = new LinkedHashMap<>();

    List<CelFunctionDecl> declarations() {
        List<CelFunctionDecl> declarations = new ArrayList<>();
        overloads.forEach(
                (name, list) ->
                        declarations.add(CelFunctionDecl.newFunctionDeclaration(name, list)));
        return declarations;
    }

    /** Names that a user can write; operators have none. */
    List<String> functionNames() {
        return overloads.keySet().stream()
                .map(name -> name.equals(HAS) ? "has" : name)
                .filter(name -> Character.isLetter(name.charAt(0)))
                .sorted()
                .toList();
    }

    Maker maker(String overload) {
        Maker maker = makers.get(overload);
        if (maker == null) {
            throw new IllegalStateException("overload " + overload + " wasn't declared by us");
        }
        return maker;
    }

    static CelType celType(ValueType type) {
        return switch (type) {
            case BOOLEAN -> SimpleType.BOOL;
            case INTEGER -> SimpleType.INT;
            case DOUBLE -> SimpleType.DOUBLE;
            case STRING -> SimpleType.STRING;
            case TIMESTAMP -> SimpleType.TIMESTAMP;
        };
    }

    final void operation(
            String function, Operation operation, ValueType result, ValueType... parameters) {
        declare(
                function,
                celType(result),
                celTypes(List.of(parameters)),
                a -> new Expr.Call(operation, result, a));
    }

    final void member(
            String function, Operation operation, ValueType result, ValueType... parameters) {
        member(
                function,
                celType(result),
                celTypes(List.of(parameters)),
                a -> new Expr.Call(operation, result, a));
    }

    final void member(String function, CelType result, List<CelType> parameters, Maker maker) {
        String id = "member " + id(function, parameters);
        makers.put(id, maker);
        overloads
                .computeIfAbsent(function, f -> new ArrayList<>())
                .add(CelOverloadDecl.newMemberOverload(id, result, parameters));
    }

    final void declare(String function, CelType result, List<CelType> parameters, Maker maker) {
        String id = id(function, parameters);
        makers.put(id, maker);
        overloads
                .computeIfAbsent(function, f -> new ArrayList<>())
                .add(CelOverloadDecl.newGlobalOverload(id, result, parameters));
    }

    private static String id(String function, List<CelType> parameters) {
        return function
                + parameters.stream()
                        .map(
                                type ->
                                        type instanceof ListType list
                                                ? "[" + list.elemType().name()
                                                : type.name())
                        .toList();
    }

    static List<CelType> celTypes(List<ValueType> types) {
        return types.stream().map(Library::celType).toList();
    }
}
