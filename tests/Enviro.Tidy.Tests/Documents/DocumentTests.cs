namespace Enviro.Tidy.Tests;

public class DocumentTests
{
    [Fact]
    public void Every_link_leads_to_a_file_and_a_heading() => Complaints.AssertNone(DocumentRules.Links(Tree.OfRepository));

    [Fact]
    public void Every_page_is_reached_by_links_from_the_readme() => Complaints.AssertNone(DocumentRules.Unreachable(Tree.OfRepository));

    [Theory]
    [InlineData("[a](b.md)", "README.md:1: b.md leads to no file")]
    [InlineData("![a](img/b.png)", "img/b.png leads to no file")]
    [InlineData("[a](../outside.md)", "../outside.md leads to no file")]
    [InlineData("[a](docs/Page.md)", "docs/Page.md leads to no file")]
    [InlineData("[a]: gone.md", "gone.md leads to no file")]
    [InlineData("<img src=\"gone.png\">", "gone.png leads to no file")]
    [InlineData("[a](docs/page.md#third)", "docs/page.md has no heading #third")]
    [InlineData("# Top\n[a](#bottom)", "README.md:2: README.md has no heading #bottom")]
    [InlineData("[a](docs#third)", "docs/README.md has no heading #third")]
    public void A_link_to_nowhere_is_refused(string readme, string words) => Complaints.AssertOne(words, DocumentRules.Links(Pages(readme)));

    [Theory]
    [InlineData("[a](docs/page.md) [b](docs) [c](docs/) [d](/docs/page.md) [e](./docs/../docs/page.md) [f](img)")]
    [InlineData("[a](docs/page.md#the-second-one-2-bytes) [b](docs/page.md#same) [c](docs/page.md#same-1) [d](docs/page.md#by-hand)")]
    [InlineData("[a](https://example.org/x.md) [b](mailto:a@example.org) `[c](gone.md)`")]
    [InlineData("```\n[a](gone.md)\n```\n~~~ text\n[b](gone.md)\n```\n~~~")]
    [InlineData("[a](docs/a%20b.md \"title\") [b](<docs/page.md>)")]
    public void A_link_that_leads_somewhere_outside_or_is_code_passes(string readme) => Assert.Empty(DocumentRules.Links(Pages(readme)));

    [Fact]
    public void A_page_no_link_leads_to_is_refused()
    {
        Tree tree = Tree.Of(("README.md", "[a](a.md)"), ("a.md", "[b](docs)"), ("docs/README.md", ""), ("lost.md", "[home](README.md)"));

        Complaints.AssertOne("lost.md cannot be reached", DocumentRules.Unreachable(tree));
    }

    [Fact]
    public void Without_a_readme_no_page_is_found() => Complaints.AssertOne("README.md is missing", DocumentRules.Unreachable(Tree.Of(("a.md", ""))));

    private static Tree Pages(string readme) => Tree.Of(
        ("README.md", readme),
        ("docs/README.md", "# Docs"),
        ("docs/page.md", "# First\n## The [second](README.md) one: `2` bytes!\n### Same\n### Same\n<a id=\"by-hand\"></a>\n"),
        ("docs/a b.md", ""),
        ("img/c.png", ""));
}
