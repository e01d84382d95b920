package io.paretoscope.report;

import java.util.List;

/** A page under construction. Whatever text goes in is text: it is escaped. */
final class Html {
    private final StringBuilder page = new StringBuilder();

    /** {@code text} as it has to stand in a page. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    Html heading(String text) {
        page.append("<h2>").append(escaped(text)).append("</h2>\n");
        return this;
    }

    Html subheading(String text) {
        page.append("<h3>").append(escaped(text)).append("</h3>\n");
        return this;
    }

    Html paragraph(String text) {
        return paragraph("", text);
    }

    /** A paragraph of that style class. */
    Html paragraph(String style, String text) {
        page.append(style.isEmpty() ? "<p>" : "<p class=\"" + style + "\">").append(escaped(text)).append("</p>\n");
        return this;
    }

    /** Text as it is, to be copied. */
    Html code(String text) {
        page.append("<pre>").append(escaped(text)).append("</pre>\n");
        return this;
    }

    /** A column of a table. */
    record Column(String heading, boolean number) {
        static Column number(String heading) {
            return new Column(heading, true);
        }

        static Column words(String heading) {
            return new Column(heading, false);
        }
    }

    /** A table, with a head where any column has a heading; each row has a cell for each column, where line breaks are kept. */
    Html table(List<Column> columns, List<List<String>> rows) {
        page.append("<div class=\"wide\"><table>\n");
        if (columns.stream().anyMatch(column -> !column.heading().isEmpty())) {
            page.append("<thead><tr>");
            columns.forEach(column -> cell("th", column.number(), column.heading()));
            page.append("</tr></thead>\n");
        }
        page.append("<tbody>\n");
        for (List<String> row : rows) {
            page.append("<tr>");
            for (int i = 0; i < columns.size(); i++) {
                cell("td", columns.get(i).number(), row.get(i));
            }
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
        return this;
    }

    private void cell(String tag, boolean number, String text) {
        page.append('<')
                .append(tag)
                .append(number ? " class=\"number\">" : ">")
                .append(escaped(text).replace("\n", "<br>"))
                .append("</")
                .append(tag)
                .append('>');
    }

    /** Reasons, numbered as the marks that refer to them. */
    Html notes(List<String> reasons) {
        if (!reasons.isEmpty()) {
            page.append("<ol class=\"notes\">\n");
            reasons.forEach(reason -> page.append("<li>").append(escaped(reason)).append("</li>\n"));
            page.append("</ol>\n");
        }
        return this;
    }

    /** A picture that is part of the page. */
    Html picture(Picture picture) {
        page.append("<figure><img alt=\"")
                .append(escaped(picture.caption()))
                .append("\" src=\"data:image/png;base64,")
                .append(picture.base64())
                .append("\"><figcaption>")
                .append(escaped(picture.caption()))
                .append("</figcaption></figure>\n");
        return this;
    }

    /** Opens a part of that style class. */
    Html open(String style) {
        page.append("<section class=\"").append(style).append("\">\n");
        return this;
    }

    Html close() {
        page.append("</section>\n");
        return this;
    }

    /** The whole page. */
    String page(String title, String css) {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + escaped(title)
                + "</title>\n<style>\n" + css + "</style>\n</head>\n<body>\n<main>\n<h1>" + escaped(title) + "</h1>\n"
                + page + "</main>\n</body>\n</html>\n";
    }
}
