namespace Enviro.EndToEnd;

/// <summary>A folder of its own, gone with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    internal string Root { get; } = Directory.CreateTempSubdirectory("enviro-e2e-").FullName;

    internal string At(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>Makes a folder inside.</summary>
    internal string Folder(string name) => Directory.CreateDirectory(At(name)).FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
