package io.millrace.features.expression;

import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelMacro;

import io.millrace.features.function.ScalarFunctions;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problems;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses and checks expressions with CEL, and reports every mistake at its place. */
public final class ExpressionCompiler {
    private final Library library;
    private final Map<String, Expr> names = new LinkedHashMap<>();

    /** With the functions that the thread's context class loader knows. */
    public ExpressionCompiler() {
        this(ScalarFunctions.load());
    }

    /**
     * @param functions that expressions can call besides the language's own
     */
    public ExpressionCompiler(ScalarFunctions functions) {
        library = new Library(functions);
    }

    /** Makes a field of the event known. A feature of the same name hides it. */
    public void field(String name, ValueType type) {
        names.putIfAbsent(name, new Expr.FieldValue(name, type));
    }

    /** Makes an earlier feature known. */
    public void feature(String name, ValueType type) {
        names.put(name, new Expr.FeatureValue(name, type));
    }

    /** Makes a field known that hides a feature of the same name. */
    public void answer(String name, ValueType type) {
        names.put(name, new Expr.FieldValue(name, type));
    }

    /**
     * Checks an expression with the names that are known by now.
     *
     * @return null when there were problems
     */
    public @Nullable Expr compile(Text text, Problems problems) {
        ExpressionProblems reporter =
                new ExpressionProblems(text, names.keySet(), library, problems);
        CelValidationResult result = compiler().compile(text.value());
        if (result.hasError()) {
            for (CelIssue issue : result.getErrors()) {
                reporter.report(place(text, issue.getSourceLocation()), issue.getMessage());
            }
            return null;
        }
        try {
            ExpressionConverter converter =
                    new ExpressionConverter(result.getAst(), library, names);
            Expr expr = converter.convert();
            for (ExpressionConverter.Complaint complaint : converter.complaints()) {
                CelSourceLocation location =
                        result.getSource()
                                .getOffsetLocation(complaint.offset())
                                .orElse(CelSourceLocation.of(1, 0));
                reporter.unsupported(place(text, location), complaint.message());
            }
            return expr;
        } catch (CelValidationException e) {
            throw new IllegalStateException("no errors, and yet no tree", e);
        }
    }

    private CelCompiler compiler() {
        CelCompilerBuilder builder =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setStandardEnvironmentEnabled(false)
                        .setStandardMacros(List.of())
                        .addMacros(folding("coalesce"), folding("min"), folding("max"), has())
                        .addFunctionDeclarations(library.declarations());
        names.forEach((name, value) -> builder.addVar(name, Library.celType(value.type())));
        return builder.build();
    }

    /** Takes any number of arguments: {@code f(a, b, c)} is {@code f(f(a, b), c)}. */
    private static CelMacro folding(String function) {
        return CelMacro.newGlobalVarArgMacro(
                function,
                (factory, target, arguments) -> {
                    if (arguments.size() < 3) {
                        return Optional.empty();
                    }
                    CelExpr folded = arguments.get(0);
                    for (CelExpr next : arguments.subList(1, arguments.size())) {
                        folded = factory.newGlobalCall(function, folded, next);
                    }
                    return Optional.of(folded);
                });
    }

    private static CelMacro has() {
        return CelMacro.newGlobalMacro(
                "has",
                1,
                (factory, target, arguments) ->
                        Optional.of(factory.newGlobalCall(Library.HAS, arguments.get(0))));
    }

    /** CEL counts lines from 1 and columns from 0, within the expression. */
    private static Place place(Text text, CelSourceLocation location) {
        int line = Math.max(location.getLine(), 1);
        int column = Math.max(location.getColumn(), 0);
        Place start = text.place();
        return line == 1
                ? start.plusColumns(column)
                : new Place(start.file(), start.line() + line - 1, column + 1);
    }
}
