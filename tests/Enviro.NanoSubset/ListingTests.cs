namespace Enviro.NanoSubset;

/// <summary>The listings are read strictly, compile, and are what the full set says.</summary>
public class ListingTests
{
    private const string Small =
        "# Small 1.0.0.0  types=1 members=1 explicit=0 hidden=1 internal=1\nR mscorlib 1.17.11.0\nT Small.C | public class C\n M public int X;\n H private C();\nI Small.D\n";

    private static readonly string s_folder = Path.Combine(Repository.Root, "tests", "Enviro.NanoSubset", "Api");

    private static readonly string? s_full = FindFull();

    /// <summary>Written by hand from the library's public sources, because the full set has none: only what is used of it.</summary>
    private static readonly string[] s_byHand = ["System.IO.Ports"];

    public static TheoryData<string> Kept => [.. Directory.EnumerateFiles(s_folder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path))];

    [Fact]
    public void A_listing_gives_its_types_members_and_references()
    {
        ApiListing listing = ApiListing.Parse(Small);

        Assert.Equal(("Small", "1.0.0.0"), (listing.Name, listing.Version));
        Assert.Equal(["mscorlib"], listing.References);
        Assert.Equal(["Small.C", "Small.D"], listing.Types.Select(type => type.MetadataName));
        Assert.Equal(["public int X;", "private C();"], listing.Types[0].Members);
    }

    [Theory]
    [InlineData("members=1", "members=2", "the first line states")]
    [InlineData("R mscorlib", "Q mscorlib", "Small.txt:2: unknown line")]
    [InlineData(" M public", " N public", "Small.txt:4: unknown line")]
    [InlineData("# Small", "Small", "A listing starts with")]
    public void A_listing_with_an_unknown_line_or_a_wrong_count_is_refused(string right, string wrong, string message)
    {
        FormatException error = Assert.Throws<FormatException>(() => ApiListing.Parse(Small.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public void A_kept_listing_compiles_and_a_project_uses_it(string name)
    {
        Assert.NotNull(DeviceApi.Shared.Reference(name));
        Assert.Contains(FirmwareProject.All, project => project.Listings.Contains(name));
    }

    [Fact]
    public void A_listing_whose_declarations_do_not_compile_is_refused_with_the_errors()
    {
        string folder = Directory.CreateTempSubdirectory("listing").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "Small.txt"), Small.Replace("R mscorlib 1.17.11.0\n", "", StringComparison.Ordinal));

            InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => new DeviceApi(folder).Reference("Small"));

            Assert.Contains("CS0518", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_listing_that_is_not_kept_is_asked_for_by_name()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => DeviceApi.Shared.Reference("System.Linq"));

        Assert.Contains("System.Linq.txt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kept_listings_say_what_the_full_ones_say()
    {
        Assert.SkipUnless(s_full is not null, "The full listings do not lie beside this checkout.");
        foreach (string name in Kept.Select(row => row.Data).Except(s_byHand))
        {
            ApiListing kept = ApiListing.Parse(File.ReadAllText(Path.Combine(s_folder, name + ".txt")));
            ApiListing full = ApiListing.Parse(File.ReadAllText(Path.Combine(s_full!, name + ".txt")));
            Dictionary<string, ApiType> types = full.Types.ToDictionary(type => type.MetadataName);

            Assert.Equal((full.Name, full.Version), (kept.Name, kept.Version));
            Assert.Equal(full.References, kept.References);
            foreach (ApiType type in kept.Types)
            {
                Assert.Equal(types[type.MetadataName].Header, type.Header);
                Assert.Equal(types[type.MetadataName].Members, type.Members);
            }
        }
    }

    private static string? FindFull()
    {
        for (DirectoryInfo? folder = Directory.GetParent(Repository.Root); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "facts", "nanoframework-api");
            if (Directory.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
