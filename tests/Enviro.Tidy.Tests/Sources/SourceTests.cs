namespace Enviro.Tidy.Tests;

public class SourceTests
{
    [Fact]
    public void No_file_and_no_method_is_too_long() => Complaints.AssertNone(SourceRules.Sizes(Tree.OfRepository));

    [Fact]
    public void No_source_holds_a_word_that_marks_unfinished_work_or_a_name_that_says_nothing() => Complaints.AssertNone(SourceRules.Words(Tree.OfRepository));

    [Fact]
    public void A_file_of_one_line_too_many_is_refused()
    {
        string text = string.Concat(Enumerable.Repeat("// why\n", SourceRules.MaxFileLines));

        Assert.Empty(SourceRules.Sizes(Tree.Of(("gateway/a.cs", text))));
        Complaints.AssertOne("gateway/a.cs: 401 lines", SourceRules.Sizes(Tree.Of(("gateway/a.cs", text + "// why\n"))));
    }

    [Theory]
    [InlineData("int Long()\n{{\n{0}}}", "Long has 61 lines")]
    [InlineData("[System.Obsolete(\n\"x\")]\nint Long()\n{{\n{0}}}", "Long has 61 lines")]
    [InlineData("C()\n{{\n{0}}}", "C has 61 lines")]
    [InlineData("int P {{ get\n{{\n{0}}} }}", "get has 61 lines")]
    public void A_method_of_one_line_too_many_is_refused(string member, string words)
    {
        Assert.Empty(SourceRules.Sizes(Tree.Of(("gateway/a.cs", With(SourceRules.MaxMethodLines)))));
        Complaints.AssertOne(words, SourceRules.Sizes(Tree.Of(("gateway/a.cs", With(SourceRules.MaxMethodLines + 1)))));

        // Three lines of each method are its head and braces.
        string With(int lines) =>
            $"class C\n{{\n{string.Format(null, member, string.Concat(Enumerable.Repeat(";\n", lines - 3)))}\n}}\n";
    }

    [Theory]
    [InlineData("// TO", "DO: later")]
    [InlineData("// FIX", "ME")]
    [InlineData("// HA", "CK around it")]
    [InlineData("throw new NotImplemented", "Exception();")]
    [InlineData("[Fact(Skip", " = \"slow\")]")]
    public void Unfinished_work_is_refused(string start, string end) =>
        Complaints.AssertOne("gateway/a.cs:2: ", SourceRules.Words(Tree.Of(("gateway/a.cs", $"\n{start}{end}\n"))));

    [Theory]
    [InlineData("var method = \"\"; // a todo list is the product's own word")]
    [InlineData("query.Skip(1); bool b = Skip == 1;")]
    [InlineData("class DataLink { }")]
    [InlineData("class Metadata { }")]
    public void Words_that_only_look_alike_pass(string text) => Assert.Empty(SourceRules.Words(Tree.Of(("gateway/a.cs", text))));

    [Theory]
    [InlineData("class KeyManager { }", "'KeyManager' says nothing")]
    [InlineData("static class StringHelper { }", "'StringHelper' says nothing")]
    [InlineData("record struct SensorData { }", "'SensorData' says nothing")]
    [InlineData("interface ITimeUtils { }", "'ITimeUtils' says nothing")]
    public void A_type_name_that_says_nothing_is_refused(string text, string words) =>
        Complaints.AssertOne(words, SourceRules.Words(Tree.Of(("gateway/a.cs", text))));

    [Fact]
    public void Conditional_compilation_is_refused_in_firmware_only()
    {
        Complaints.AssertOne("firmware/a.cs:1: #if in firmware", SourceRules.Words(Tree.Of(("firmware/a.cs", "#if DEBUG\n#endif\n"))));
        Assert.Empty(SourceRules.Words(Tree.Of(("gateway/a.cs", "#if DEBUG\n#endif\n"))));
    }
}
