using System.Diagnostics;

namespace Enviro.Cli.Tests;

/// <summary><c>enviro node flash</c> on a data folder with an authority, a gateway's key, an image and a site.json, and a scripted nanoff on PATH.</summary>
internal sealed class FlashLine : IDisposable
{
    /// <summary>A PATH without nanoff.</summary>
    internal const string BarePath = "/usr/bin:/bin";

    internal const string Passphrase = "correct horse battery";

    private readonly CommandLine _line = new();

    public FlashLine()
    {
        File.WriteAllText(_line.PathOf("service-key.pub"), new string('7', 128) + "\n");
        File.WriteAllBytes(Image, [.. Enumerable.Range(0, 5000).Select(i => (byte)i)]);
        WriteSite("Roof 3");
    }

    internal ScriptedNanoff Nanoff { get; } = new();

    internal string Data => _line.Folder;

    internal string Image => _line.PathOf("app image.bin");

    internal string Site => _line.PathOf("site.json");

    internal string PathOf(params string[] parts) => _line.PathOf(parts);

    internal void InitAuthority() => _line.Enviro("authority init", "--name", "bench").Expect(0);

    internal void WriteSite(string site) => File.WriteAllText(
        Site,
        $$"""{ "site": "{{site}}", "sampleIntervalS": 60, "sensors": [{ "kind": "bme280" }], "network": { "ssid": "field", "passphrase": "{{Passphrase}}", "host": "gateway.example.net" } }""");

    /// <summary>The arguments of a board's whole procedure without the live check.</summary>
    internal string[] Arguments(params string[] more) =>
        ["node", "flash", Data, "--target", "ESP32_REV3", "--settings", Site, "--image", Image, "--gateway-wait", "0", "--board-wait", "6", .. more];

    internal CommandLine.Ended Flash(params string[] more) => Run(Arguments(more));

    /// <summary>Runs <c>enviro</c> with the scripted nanoff first on PATH, or with another PATH.</summary>
    internal CommandLine.Ended Run(string[] arguments, string? path = null)
    {
        using Process process = Start(arguments, path);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        CommandLine.Ended ended = new(process.ExitCode, output, errors.Result);
        Assert.DoesNotContain(Passphrase, ended.Output + ended.Errors + string.Join('\n', Nanoff.Calls), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
        return ended;
    }

    internal Process Start(string[] arguments, string? path = null)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "enviro.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Data,
        };
        start.Environment["PATH"] = path ?? $"{Nanoff.Folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = Data;
        return Process.Start(start)!;
    }

    public void Dispose()
    {
        Nanoff.Dispose();
        _line.Dispose();
    }
}
