using System.Xml.Linq;

namespace Enviro.Tidy.Tests;

/// <summary>What a project file says about others.</summary>
/// <param name="Path">Path from the repository's top.</param>
/// <param name="Projects">Names of the projects it references.</param>
/// <param name="Packages">Names of the packages it references.</param>
internal sealed record ProjectFile(string Path, string[] Projects, string[] Packages)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static ProjectFile Parse(string path, string text)
    {
        XDocument xml = XDocument.Parse(text);
        return new ProjectFile(path, [.. Includes(xml, "ProjectReference").Select(NameOf)], [.. Includes(xml, "PackageReference")]);
    }

    public static IReadOnlyList<ProjectFile> In(Tree tree) =>
        [.. tree.Ending(".csproj").Concat(tree.Ending(".nfproj")).Select(path => Parse(path, tree.Text(path)))];

    private static IEnumerable<string> Includes(XDocument xml, string element) =>
        // A project of the device build has its elements in a namespace.
        xml.Descendants().Where(item => item.Name.LocalName == element).Select(reference => reference.Attribute("Include")?.Value).OfType<string>();

    private static string NameOf(string include) => System.IO.Path.GetFileNameWithoutExtension(include.Replace('\\', '/'));
}
