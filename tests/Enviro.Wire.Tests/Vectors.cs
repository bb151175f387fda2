using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enviro.Wire.Tests;

/// <summary>
/// The golden files of tests/vectors/wire. With ENVIRO_WRITE_VECTORS=1 in the environment the tests write them instead of checking them.
/// </summary>
internal static class Vectors
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static bool Writing => Environment.GetEnvironmentVariable("ENVIRO_WRITE_VECTORS") == "1";

    /// <summary>Folder of the whole source tree: the first one above the test's own that holds the solution.</summary>
    internal static string Root
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder != null && !File.Exists(Path.Combine(folder.FullName, "Enviro.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? throw new InvalidOperationException("The tests must run from inside the source tree.");
        }
    }

    internal static JsonObject Read(string name) => JsonNode.Parse(File.ReadAllText(PathOf(name)))!.AsObject();

    internal static void Write(string name, JsonObject vector) => File.WriteAllText(PathOf(name), vector.ToJsonString(Indented) + "\n");

    internal static byte[] Bytes(this JsonNode vector, string name) => Convert.FromHexString(vector[name]!.GetValue<string>());

    private static string PathOf(string name) => Path.Combine(Root, "tests", "vectors", "wire", name);
}
