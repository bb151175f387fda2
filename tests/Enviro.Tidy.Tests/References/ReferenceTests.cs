namespace Enviro.Tidy.Tests;

public class ReferenceTests
{
    [Fact]
    public void Every_reference_follows_the_arrows_of_the_architecture() => Complaints.AssertNone(ReferenceRules.Check(ProjectFile.In(Tree.OfRepository)));

    [Theory]
    [InlineData("gateway/Enviro.Ledger", "firmware/Enviro.Node", "must not reference Enviro.Node; it may reference Enviro.Wire. What node and gateway share is in Enviro.Wire.")]
    [InlineData("gateway/Enviro.Verification", "firmware/Enviro.Devices", "must not reference Enviro.Devices")]
    [InlineData("gateway/Enviro.Gateway", "firmware/Enviro.Node", "must not reference Enviro.Node")]
    [InlineData("firmware/Enviro.Wire", "firmware/Enviro.Node", "must not reference Enviro.Node; it may reference no project.")]
    [InlineData("firmware/Enviro.Node", "firmware/Enviro.Devices", "must not reference Enviro.Devices")]
    [InlineData("firmware/Enviro.Node", "gateway/Enviro.Ledger", "must not reference Enviro.Ledger")]
    [InlineData("gateway/Enviro.Tpm", "firmware/Enviro.Wire", "must not reference Enviro.Wire")]
    [InlineData("gateway/Enviro.Ledger", "gateway/Enviro.Verification", "must not reference Enviro.Verification")]
    [InlineData("gateway/Enviro.Ledger", "gateway/Enviro.Gateway", "Only Enviro.Cli, Enviro.Simulator, Enviro.EndToEnd, Enviro.Gateway.Tests, Enviro.Simulator.Tests, Enviro.Benchmarks, Enviro.Fuzz, Enviro.Fuzz.Tests run a whole gateway.")]
    [InlineData("tests/Enviro.Ledger.Tests", "gateway/Enviro.Gateway", "run a whole gateway")]
    [InlineData("tests/Enviro.Cli.Tests", "gateway/Enviro.Gateway", "run a whole gateway")]
    [InlineData("tests/Enviro.Ledger.Tests", "firmware/Enviro.Node", "must not reference Enviro.Node")]
    [InlineData("tests/Enviro.Wire.Tests", "gateway/Enviro.Cli", "must not reference Enviro.Cli")]
    public void A_reference_against_the_arrows_is_refused(string from, string to, string words) =>
        Complaints.AssertOne(words, ReferenceRules.Check([Referencing(from, to)]));

    [Theory]
    [InlineData("firmware/Enviro.Devices", "firmware/Enviro.Node")]
    [InlineData("firmware/Enviro.Devices", "firmware/Enviro.Wire")]
    [InlineData("gateway/Enviro.Supervision", "firmware/Enviro.Wire")]
    [InlineData("gateway/Enviro.Cli", "gateway/Enviro.Gateway")]
    [InlineData("gateway/Enviro.Cli", "firmware/Enviro.Devices")]
    [InlineData("simulator/Enviro.Simulator", "gateway/Enviro.Gateway")]
    [InlineData("tests/Enviro.Gateway.Tests", "gateway/Enviro.Gateway")]
    [InlineData("tests/Enviro.EndToEnd", "gateway/Enviro.Gateway")]
    [InlineData("tests/Enviro.Benchmarks", "gateway/Enviro.Gateway")]
    [InlineData("tests/Enviro.Verification.Tests", "gateway/Enviro.Ledger")]
    [InlineData("tests/Enviro.Tpm.Tests", "simulator/Enviro.Simulator")]
    public void A_reference_along_the_arrows_passes(string from, string to) => Assert.Empty(ReferenceRules.Check([Referencing(from, to)]));

    [Fact]
    public void A_package_in_firmware_is_refused()
    {
        ProjectFile project = Project("firmware/Enviro.Wire", """<PackageReference Include="System.Memory" />""");

        Complaints.AssertOne("firmware uses no packages, for the device has none of them: System.Memory", ReferenceRules.Check([project]));
    }

    [Theory]
    [InlineData("gateway/Enviro.Billing", "is in no row")]
    [InlineData("tests/Enviro.Billing.Tests", "is in no row")]
    [InlineData("gateway/Enviro.Wire", "belongs in firmware/Enviro.Wire")]
    public void A_project_nobody_planned_or_in_the_wrong_room_is_refused(string folder, string words) =>
        Complaints.AssertOne(words, ReferenceRules.Check([Project(folder, "")]));

    [Theory]
    [InlineData("firmware/Enviro.Wire/Enviro.Wire.nfproj", "Enviro.Node", "must not reference Enviro.Node")]
    [InlineData("gateway/Enviro.Ledger/Enviro.Ledger.nfproj", "Enviro.Wire", "belongs in gateway/Enviro.Ledger")]
    public void A_device_build_follows_the_same_arrows_and_is_of_firmware_only(string path, string reference, string words)
    {
        string text = $"""<Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003"><ItemGroup><ProjectReference Include="..\{reference}\{reference}.nfproj" /></ItemGroup></Project>""";

        Complaints.AssertOne(words, ReferenceRules.Check([ProjectFile.Parse(path, text)]));
    }

    private static ProjectFile Referencing(string from, string to) =>
        Project(from, $"""<ProjectReference Include="..\..\{to.Replace('/', '\\')}\{Path.GetFileName(to)}.csproj" />""");

    private static ProjectFile Project(string folder, string item) =>
        ProjectFile.Parse($"{folder}/{Path.GetFileName(folder)}.csproj", $"""<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{item}</ItemGroup></Project>""");
}
