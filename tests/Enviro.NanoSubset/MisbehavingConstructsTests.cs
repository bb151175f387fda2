namespace Enviro.NanoSubset;

/// <summary>Constructs that compile for the device and misbehave there: each must be refused on its line, with advice.</summary>
public class MisbehavingConstructsTests
{
    public static TheoryData<string, string> Declarations => new()
    {
        { "class Box<T> { public T? Value; } // refused", GenericRule.InsteadOfOwn },
        { "interface IBox<T> { T Get(); } // refused", GenericRule.InsteadOfOwn },
        { "struct Box<T> { public T Value; } // refused", GenericRule.InsteadOfOwn },
        { "delegate T Make<T>(); // refused", GenericRule.InsteadOfOwn },
        { "class C { T Same<T>(T value) { return value; } } // refused", GenericRule.InsteadOfOwn },
        { "class C { void M() {\nint Same<T>(T x) { return 1; } // refused\n} }", GenericRule.InsteadOfOwn },
        { "static class E {\nextension<T>(T x) { public void M() { } } // refused\n}", GenericRule.InsteadOfOwn },
        { "class Box<T> { } // refused\nclass C {\nobject box = new Box<int>(); // refused\n}", GenericRule.InsteadOfOwn },
        { "class C {\nSystem.Func<int>? f; // refused\n}", GenericRule.InsteadOfDelegate },
        { "class C {\nAction<int>? f; // refused\n}", GenericRule.InsteadOfDelegate },
        { "class C {\nevent EventHandler<EventArgs>? Raised; // refused\n}", GenericRule.InsteadOfDelegate },
        { "class C {\nvoid M(Action<int> f) { // refused\nf(1); f.Invoke(2); } }", GenericRule.InsteadOfDelegate },
        { "using A = System.Action<int>; // refused\nclass C { }", GenericRule.InsteadOfDelegate },
        { "class C {\nint[,] Grid; // refused\nint At() { return Grid[0, 1]; } }", SyntaxRule.InsteadOfRank },
        { "interface I {\nint One() { return 1; } // refused\n}", SyntaxRule.InsteadOfInterfaceBody },
        { "interface I {\nint One { get { return 1; } } // refused\n}", SyntaxRule.InsteadOfInterfaceBody },
        { "interface I {\nint this[int i] { get { return i; } } // refused\n}", SyntaxRule.InsteadOfInterfaceBody },
        { "delegate void D(); interface I {\nevent D Raised { add { } remove { } } // refused\n}", SyntaxRule.InsteadOfInterfaceBody },
        { "interface I { int One(); } interface J : I {\nint I.One() { return 1; } // refused\n}", SyntaxRule.InsteadOfInterfaceBody },
        { "unsafe struct S {\npublic fixed byte Bytes[8]; // refused\n}", SyntaxRule.InsteadOfFixed },
        { "class C {\npublic static C operator checked +(C a, C b) { return a; } // refused\npublic static C operator +(C a, C b) { return a; } }", SyntaxRule.InsteadOfChecked },
        { "class C {\npublic static explicit operator checked int(C a) { return 1; } // refused\npublic static explicit operator int(C a) { return 1; } }", SyntaxRule.InsteadOfChecked },
        { "enum E { A } class C {\nstring Text = E.A.ToString(); // refused\n}", EnumTextRule.Instead },
        { "enum E { A } class C { public C(object o) { } } class D : C { public D()\n: base(E.A) { } // refused\n}", EnumTextRule.Instead },
        { "enum E { A } class C { object M() {\nreturn E.A; // refused\n} }", EnumTextRule.Instead },
        { "enum E { A } class C { Hashtable t = new Hashtable {\n{ new Guid(), 1 }, // refused\n{ E.A, 1 } }; }", HashtableKeyRule.Instead },
    };

    public static TheoryData<string, string> Statements => new()
    {
        { "var f = (int a) => a + 1; // refused\nf(2);", GenericRule.InsteadOfDelegate },
        { "var g = Twice; // refused\nint Twice(int x) { return 2 * x; }", GenericRule.InsteadOfDelegate },
        { "any = (int a) => a; // refused", GenericRule.InsteadOfDelegate },
        { "object o = (Action<int>)(x => { }); // refused", GenericRule.InsteadOfDelegate },
        { "var all = new Func<int>[2]; // refused", GenericRule.InsteadOfDelegate },
        { "any = typeof(Action<>); // refused", GenericRule.InsteadOfDelegate },
        { "int[,] a = null!; // refused", SyntaxRule.InsteadOfRank },
        { "var a = new int[2, 2]; // refused\na[0, 1] = 3;", SyntaxRule.InsteadOfRank },
        { "var a = new[,] { { 1 }, { 2 } }; // refused", SyntaxRule.InsteadOfRank },
        { "unsafe {\nbyte* p = stackalloc byte[8]; // refused\n}", SyntaxRule.InsteadOfStackalloc },
        { "unsafe {\nbyte* p = stackalloc[] { (byte)1 }; // refused\n}", SyntaxRule.InsteadOfStackalloc },
        { "unsafe {\nfixed (byte* p = bytes) { *p = 1; } // refused\n}", SyntaxRule.InsteadOfFixed },
        { "int x = checked(count + 1); // refused", SyntaxRule.InsteadOfChecked },
        { "checked { count++; } // refused", SyntaxRule.InsteadOfChecked },
        { "text = mode.ToString(); // refused", EnumTextRule.Instead },
        { "text = $\"mode {mode}\"; // refused", EnumTextRule.Instead },
        { "text = $\"mode {mode,5}\"; // refused", EnumTextRule.Instead },
        { "text = \"mode \" + mode; // refused", EnumTextRule.Instead },
        { "text += mode; // refused", EnumTextRule.Instead },
        { "text = string.Format(\"{0}\", mode); // refused", EnumTextRule.Instead },
        { "text = string.Concat(\"a\", mode); // refused", EnumTextRule.Instead },
        { "new StringBuilder().Append(mode); // refused", EnumTextRule.Instead },
        { "Console.WriteLine(\"\" + mode); // refused", EnumTextRule.Instead },
        { "any = mode; // refused", EnumTextRule.Instead },
        { "any = (object)Mode.On; // refused", EnumTextRule.Instead },
        { "new ArrayList().Add(mode); // refused", EnumTextRule.Instead },
        { "object[] all = { mode }; // refused", EnumTextRule.Instead },
        { "table[\"mode\"] = mode; // refused", EnumTextRule.Instead },
        { "ThreadStart f = () => { text = mode.ToString(); }; // refused", EnumTextRule.Instead },
        { "table[new Pair()] = 1; // refused", HashtableKeyRule.Instead },
        { "table.Add(new Equal(), 1); // refused", HashtableKeyRule.Instead },
        { "bool b = table.Contains(Guid.NewGuid()); // refused", HashtableKeyRule.Instead },
        { "table.Remove((object)DateTime.UtcNow); // refused", HashtableKeyRule.Instead },
        { "IDictionary d = table; d.Add(new Pair(), 1); // refused", HashtableKeyRule.Instead },
        { "any = new Hashtable { [new Pair()] = 1 }; // refused", HashtableKeyRule.Instead },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_declaration_that_misbehaves_is_refused_on_its_line_with_what_to_use_instead(string source, string instead) =>
        AssertRefused(source, instead);

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_statement_that_misbehaves_is_refused_on_its_line_with_what_to_use_instead(string statements, string instead) =>
        AssertRefused(Snippet.Method(statements), instead);

    [Fact]
    public void A_report_reads_file_line_construct_instead()
    {
        Violation violation = Assert.Single(NanoGate.Judge(Snippet.Build(Snippet.Method("text = mode.ToString();"))));

        Assert.Equal(
            "firmware/Snippet.cs:2: construct `mode.ToString()` (the text of an enum is its number on the device); "
            + "use a switch that returns the name, or a cast to int, instead",
            violation.ToString());
    }

    private static void AssertRefused(string source, string instead)
    {
        FirmwareBuild build = Snippet.Build(source);

        Assert.Empty(build.Errors);
        IReadOnlyList<Violation> found = NanoGate.Judge(build);
        Assert.Equal(Snippet.Marked(source), found.Select(violation => violation.Line).Distinct());
        Assert.All(found, violation => Assert.Equal((Snippet.File, instead), (violation.File, violation.Instead)));
    }
}
