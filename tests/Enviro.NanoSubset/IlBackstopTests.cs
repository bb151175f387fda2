namespace Enviro.NanoSubset;

/// <summary>The assembly alone betrays what the device cannot do, should a new way of writing it slip past the other checks.</summary>
public class IlBackstopTests
{
    [Theory]
    [InlineData("class Box<T> { } // refused", IlSignatures.Generic)]
    [InlineData("class C {\nT? Same<T>(T x) { return x; } // refused\n}", IlSignatures.Generic)]
    [InlineData("class C {\nevent EventHandler<EventArgs>? Raised; // refused\n}", IlSignatures.Generic)]
    [InlineData("class C {\nint[,]? Grid; // refused\n}", IlSignatures.Rank)]
    [InlineData("interface I {\nint One() { return 1; } // refused\n}", "a body in an interface")]
    [InlineData("class C { bool M(object o) {\nreturn o is Action<int>; // refused\n} }", IlSignatures.Generic)]
    [InlineData("class C { int M(int a) {\nreturn checked(a + 1); // refused\n} }", "add.ovf")]
    [InlineData("class C { byte M(int a) {\nreturn checked((byte)a); // refused\n} }", "conv.ovf.u1")]
    [InlineData("class C { unsafe void M() {\nbyte* p = stackalloc byte[8]; // refused\n} }", "localloc")]
    [InlineData("class C { unsafe void M(delegate*<void> f) {\nf(); // refused\n} }", "calli")]
    [InlineData("class C { void M(int a) {\nvar r = __makeref(a); // refused\n} }", "mkrefany")]
    public void What_the_device_cannot_do_is_seen_in_the_assembly_and_placed_by_its_symbols(string source, string found)
    {
        FirmwareBuild build = Snippet.Build(source);

        Assert.Empty(build.Errors);
        IReadOnlyList<Violation> violations = IlBackstop.Check(build);
        Assert.Equal(Snippet.Marked(source), violations.Select(violation => violation.Line).Distinct());
        Assert.Contains(violations, violation => violation.File == Snippet.File && violation.Construct.Contains(found, StringComparison.Ordinal));
    }

    [Fact]
    public void A_pinned_local_is_seen_in_the_assembly()
    {
        FirmwareBuild build = Snippet.Build("class C { unsafe void M(byte[] b) { fixed (byte* p = b) { *p = 1; } } }");

        Assert.Contains(IlBackstop.Check(build), violation => violation.Construct.Contains(IlSignatures.Pinned, StringComparison.Ordinal));
    }

    [Fact]
    public void The_gate_reports_what_only_the_assembly_shows()
    {
        Violation violation = Assert.Single(NanoGate.Judge(Snippet.Build("class C { unsafe void M(delegate*<void> f) {\nf();\n} }")));

        Assert.Equal((Snippet.File, 2), (violation.File, violation.Line));
        Assert.Contains("calli", violation.Construct, StringComparison.Ordinal);
    }
}
