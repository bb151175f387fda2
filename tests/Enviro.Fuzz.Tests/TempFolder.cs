namespace Enviro.Fuzz.Tests;

/// <summary>A folder for one test.</summary>
internal sealed class TempFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("enviro-fuzz-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
