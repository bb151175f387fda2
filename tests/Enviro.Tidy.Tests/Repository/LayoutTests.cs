namespace Enviro.Tidy.Tests;

public class LayoutTests
{
    private static readonly (string, string)[] s_top = [("README.md", ""), ("CHANGELOG.md", ""), ("LICENSE", ""), ("Enviro.sln", "")];

    [Fact]
    public void The_top_level_holds_only_the_rooms_and_the_common_files() => Complaints.AssertNone(LayoutRules.TopLevel(Tree.OfRepository));

    [Fact]
    public void No_folder_of_a_project_holds_a_single_file() => Complaints.AssertNone(LayoutRules.LonelyFolders(Tree.OfRepository));

    [Fact]
    public void Every_project_is_in_the_solution_and_has_a_lock_file() => Complaints.AssertNone(LayoutRules.Projects(Tree.OfRepository));

    [Fact]
    public void Every_script_is_executable_and_stops_at_its_first_error() => Complaints.AssertNone(LayoutRules.Scripts(Tree.OfRepository));

    [Fact]
    public void Every_vector_is_used_or_explained() => Complaints.AssertNone(LayoutRules.Vectors(Tree.OfRepository));

    [Fact]
    public void Every_source_is_in_a_project() => Complaints.AssertNone(LayoutRules.Orphans(Tree.OfRepository));

    [Theory]
    [InlineData("firmware/Enviro.A/A.cs", "firmware/Enviro.A/Enviro.A.csproj", "no Enviro.A.nfproj builds it for the device")]
    [InlineData("gateway/Enviro.A/Keys/A.cs", "gateway/Enviro.A/Enviro.B.csproj", "no Enviro.A.csproj builds it")]
    public void A_source_without_its_project_is_refused(string source, string project, string words) =>
        Complaints.AssertOne(words, LayoutRules.Orphans(Tree.Of((source, ""), (project, ""))));

    [Theory]
    [InlineData("docs/guide.md", "docs: the top level holds only")]
    [InlineData("notes.txt", "notes.txt: the top level holds only")]
    public void Anything_else_at_the_top_is_refused(string path, string words) =>
        Complaints.AssertOne(words, LayoutRules.TopLevel(Tree.Of([.. s_top, (path, "")])));

    [Fact]
    public void A_missing_readme_is_refused() => Complaints.AssertOne("README.md is missing", LayoutRules.TopLevel(Tree.Of(s_top[1..])));

    [Theory]
    [InlineData(".github/workflows/build.yml")]
    [InlineData("Directory.Build.props")]
    [InlineData("hardware/pins.md")]
    public void Rooms_props_and_dot_files_may_stand_at_the_top(string path) => Assert.Empty(LayoutRules.TopLevel(Tree.Of([.. s_top, (path, "")])));

    [Fact]
    public void A_folder_with_one_source_file_is_refused()
    {
        Tree tree = Tree.Of(("gateway/Enviro.A/Enviro.A.csproj", ""), ("gateway/Enviro.A/Keys/Key.cs", ""), ("gateway/Enviro.A/A.cs", ""));

        Complaints.AssertOne("gateway/Enviro.A/Keys: a folder with one file", LayoutRules.LonelyFolders(tree));
    }

    [Fact]
    public void A_folder_with_a_page_beside_its_source_or_folders_below_it_passes()
    {
        Tree tree = Tree.Of(
            ("gateway/Enviro.A/Enviro.A.csproj", ""),
            ("gateway/Enviro.A/Chip/Chip.cs", ""),
            ("gateway/Enviro.A/Chip/README.md", ""),
            ("gateway/Enviro.A/Registers/Register.cs", ""),
            ("gateway/Enviro.A/Registers/Nodes/Rules.cs", ""),
            ("gateway/Enviro.A/Registers/Nodes/Fold.cs", ""));

        Assert.Empty(LayoutRules.LonelyFolders(tree));
    }

    [Fact]
    public void A_project_outside_the_solution_is_refused()
    {
        Tree tree = Tree.Of(("Enviro.sln", "\"gateway\\Enviro.B\\Enviro.B.csproj\""), ("gateway/Enviro.A/Enviro.A.csproj", ""), ("gateway/Enviro.A/packages.lock.json", ""));

        Complaints.AssertOne("gateway/Enviro.A/Enviro.A.csproj is not in Enviro.sln", LayoutRules.Projects(tree));
    }

    [Fact]
    public void A_project_without_a_lock_file_is_refused()
    {
        Tree tree = Tree.Of(("Enviro.sln", "\"gateway\\Enviro.A\\Enviro.A.csproj\""), ("gateway/Enviro.A/Enviro.A.csproj", ""));

        Complaints.AssertOne("gateway/Enviro.A/packages.lock.json is missing", LayoutRules.Projects(tree));
    }

    [Theory]
    [InlineData("#!/usr/bin/env bash\nset -euo pipefail\n", false, "is not executable")]
    [InlineData("#!/bin/sh\nset -eu\n", true, "must start with")]
    [InlineData("#!/usr/bin/env bash\necho\n", true, "must say: set -euo pipefail")]
    public void A_script_that_would_not_run_or_would_run_on_is_refused(string text, bool executable, string words)
    {
        Tree tree = Tree.Of(("tests/make.sh", text));

        Complaints.AssertOne(words, LayoutRules.Scripts(executable ? tree.WithExecutable("tests/make.sh") : tree));
    }

    [Fact]
    public void A_vector_nothing_names_is_refused()
    {
        Tree tree = Tree.Of(("tests/vectors/a.hex", ""), ("tests/vectors/b.hex", ""), ("tests/vectors/README.md", "b.hex: why"), ("tests/T/T.cs", "\"c.hex\""));

        Complaints.AssertOne("tests/vectors/a.hex is named by no test", LayoutRules.Vectors(tree));
    }
}
