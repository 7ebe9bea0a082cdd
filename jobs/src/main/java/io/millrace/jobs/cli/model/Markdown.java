package io.millrace.jobs.cli.model;

import java.util.List;

/** Text as Markdown. What comes from data can't break out of its cell. */
final class Markdown {
    private static final int LONGEST = 1_000;

    private final StringBuilder out = new StringBuilder();

    Markdown heading(String title) {
        out.append("# ").append(escaped(title)).append("\n");
        return this;
    }

    Markdown title(String title) {
        out.append("\n## ").append(title).append("\n\n");
        return this;
    }

    Markdown paragraph(String text) {
        out.append('\n').append(escaped(text)).append('\n');
        return this;
    }

    Markdown bullets(List<String> texts) {
        texts.forEach(text -> out.append("- ").append(escaped(text)).append('\n'));
        return this;
    }

    Markdown columns(String... names) {
        row((Object[]) names);
        out.append("|---".repeat(names.length)).append("|\n");
        return this;
    }

    Markdown row(Object... cells) {
        for (Object cell : cells) {
            out.append("| ").append(escaped(cell.toString())).append(' ');
        }
        out.append("|\n");
        return this;
    }

    private static String escaped(String text) {
        String whole = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return whole.replaceAll("\\s+", " ").replaceAll("([\\\\`*\\[\\]<>|#])", "\\\\$1");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
