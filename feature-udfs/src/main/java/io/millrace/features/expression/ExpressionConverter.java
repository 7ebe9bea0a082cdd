package io.millrace.features.expression;

import com.google.re2j.PatternSyntaxException;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;

import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns CEL's checked tree into ours. */
final class ExpressionConverter {

    /** Something that we don't support, with the offset of its place in the expression. */
    record Complaint(int offset, String message) {}

    private final CelAbstractSyntaxTree tree;
    private final Library library;
    private final Map<String, Expr> names;
    private final List<Complaint> complaints = new ArrayList<>();

    ExpressionConverter(CelAbstractSyntaxTree tree, Library library, Map<String, Expr> names) {
        this.tree = tree;
        this.library = library;
        this.names = names;
    }

    List<Complaint> complaints() {
        return complaints;
    }

    /** The whole expression, or null if there were complaints. */
    @Nullable Expr convert() {
        return convert(tree.getExpr());
    }

    private @Nullable Expr convert(CelExpr expr) {
        return switch (expr.getKind()) {
            case CONSTANT -> constant(expr);
            case IDENT -> names.get(expr.ident().name());
            case CALL -> call(expr);
            default ->
                    complain(
                            expr,
                            "this isn't supported: lists stand after \"in\" only, maps, messages and field selection don't exist");
        };
    }

    private @Nullable Expr constant(CelExpr expr) {
        CelConstant constant = expr.constant();
        return switch (constant.getKind()) {
            case BOOLEAN_VALUE -> new Expr.Literal(ValueType.BOOLEAN, constant.booleanValue());
            case INT64_VALUE -> new Expr.Literal(ValueType.INTEGER, constant.int64Value());
            case DOUBLE_VALUE ->
                    Double.isFinite(constant.doubleValue())
                            ? new Expr.Literal(ValueType.DOUBLE, constant.doubleValue())
                            : complain(expr, "this number is beyond a double's range");
            case STRING_VALUE -> new Expr.Literal(ValueType.STRING, constant.stringValue());
            case NULL_VALUE -> complain(expr, "null stands next to == and != only");
            default -> complain(expr, "unsigned integers and bytes aren't supported");
        };
    }

    private @Nullable Expr call(CelExpr expr) {
        CelExpr.CelCall call = expr.call();
        List<CelExpr> operands = new ArrayList<>();
        call.target().ifPresent(operands::add);
        operands.addAll(call.args());
        Expr nullTest = nullTest(call, operands);
        if (nullTest != null) {
            return nullTest;
        }
        List<Expr> arguments = arguments(operands);
        List<String> overloads = tree.getReferenceOrThrow(expr.id()).overloadIds();
        if (arguments == null) {
            return null;
        }
        // Several only for "in" and a list of several types, which is looked at when it's made.
        try {
            Expr made = library.maker(overloads.get(0)).make(arguments);
            if (made instanceof Expr.Matches matches) {
                com.google.re2j.Pattern.compile(matches.pattern());
            }
            return made;
        } catch (UnsupportedExpressionException e) {
            return complain(expr, String.valueOf(e.getMessage()));
        } catch (PatternSyntaxException e) {
            return complain(expr, "not a pattern of RE2: " + e.getMessage());
        }
    }

    private @Nullable Expr nullTest(CelExpr.CelCall call, List<CelExpr> operands) {
        boolean equal = call.function().equals("_==_");
        if (!equal && !call.function().equals("_!=_")) {
            return null;
        }
        boolean firstIsNull = isNull(operands.get(0));
        if (firstIsNull == isNull(operands.get(1))) {
            return null;
        }
        Expr value = convert(operands.get(firstIsNull ? 1 : 0));
        return value == null
                ? null
                : Library.test(equal ? Operation.IS_NULL : Operation.HAS, value);
    }

    private static boolean isNull(CelExpr expr) {
        return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expr.constant().getKind() == CelConstant.Kind.NULL_VALUE;
    }

    /** A list's elements follow each other, since lists stand at the end of "in" only. */
    private @Nullable List<Expr> arguments(List<CelExpr> operands) {
        List<Expr> arguments = new ArrayList<>();
        boolean complete = true;
        for (CelExpr operand : operands) {
            List<CelExpr> parts =
                    operand.getKind() == CelExpr.ExprKind.Kind.LIST
                            ? operand.list().elements()
                            : List.of(operand);
            for (CelExpr part : parts) {
                Expr converted = convert(part);
                if (converted == null) {
                    complete = false;
                } else {
                    arguments.add(converted);
                }
            }
        }
        return complete ? arguments : null;
    }

    private @Nullable Expr complain(CelExpr expr, String message) {
        int offset = tree.getSource().getPositionsMap().getOrDefault(expr.id(), 0);
        complaints.add(new Complaint(offset, message));
        return null;
    }
}
