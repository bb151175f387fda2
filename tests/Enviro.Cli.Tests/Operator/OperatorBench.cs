using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Enviro.Ledger;
using Enviro.Verification;
using Enviro.Verification.Tests;

namespace Enviro.Cli.Tests;

/// <summary>A data folder as a gateway leaves it, and the program <c>enviro</c> run on it as people and scripts do.</summary>
internal sealed class OperatorBench : IDisposable
{
    /// <param name="isFilled">With entries of every kind; otherwise charter, gateway, policy and one attested device.</param>
    internal OperatorBench(bool isFilled = false)
    {
        _ = isFilled ? Attested.Filled() : Attested.Founded();
        string keys = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "keys")).FullName;
        File.Copy(Path.Combine(Directory, "operator.pem"), Path.Combine(keys, "operator.pem"));
        File.WriteAllText(Path.Combine(Directory, "gateway.json"), """{ "key": "file:gateway.pem" }""");
    }

    internal AttestedLedger Attested { get; } = new();

    internal string Directory => Attested.Ledger.Directory;

    public void Dispose() => Attested.Dispose();

    internal sealed record Outcome(int ExitCode, string Output, string Errors);

    /// <summary>Ends the writer, as a gateway that was stopped; from then on the commands write themselves.</summary>
    internal OperatorBench Stopped()
    {
        Attested.Ledger.Close();
        return this;
    }

    /// <summary>A device that another authority, or this one, certified, of the same configuration as the enrolled one.</summary>
    internal TestDevice NewDevice(string urn, TestAuthority? authority = null)
    {
        TestDevice device = new(authority ?? Attested.Authority, new TestNode(urn));
        Attested.Device.Configuration.AsSpan(20, 32).CopyTo(device.Configuration.AsSpan(20));
        return device;
    }

    /// <summary>Puts a device on the list of those that wait, with true evidence or without.</summary>
    internal void Await(TestDevice device, AppraisalResult result = AppraisalResult.NotApproved, byte[]? contestedBy = null, bool hasEvidence = true)
    {
        byte[] nonce = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        Attested.Ledger.Store.WritePending(
            new PendingNode
            {
                Thumbprint = device.Node.Thumbprint,
                Urn = device.Node.Urn,
                PublicKey = device.Node.PublicKey,
                Boot = 1,
                FirstMs = AttestedLedger.StartMs,
                LastMs = AttestedLedger.StartMs + 1000,
                Source = "127.0.0.1:2 board",
                Result = (uint)result,
                ResultName = result.ToString(),
                Detail = "as it was told",
                ContestedBy = contestedBy,
                Evidence = hasEvidence ? device.Sign(device.Claims(nonce)) : null,
                Nonce = hasEvidence ? nonce : null,
            },
            (uint)AppraisalResult.NotApproved);
    }

    /// <summary>Runs a command of two words on the data folder.</summary>
    internal Task<Outcome> RunAsync(params string[] command) => EnviroAsync([.. command[..2], Directory, .. command[2..]]);

    internal async Task<string> DoneAsync(params string[] command)
    {
        Outcome outcome = await RunAsync(command);
        Assert.True(outcome.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"{outcome.ExitCode}: {outcome.Errors}{outcome.Output}"));
        return outcome.Output;
    }

    internal async Task<JsonElement> JsonAsync(params string[] command) => JsonDocument.Parse(await DoneAsync([.. command, "--json"])).RootElement;

    /// <summary>Runs a command that must fail with this exit code, say why in one line, and print nothing else.</summary>
    internal async Task<string> FailsAsync(int exitCode, params string[] command)
    {
        Outcome outcome = await RunAsync(command);
        Assert.True(outcome.ExitCode == exitCode, string.Create(CultureInfo.InvariantCulture, $"{outcome.ExitCode}: {outcome.Errors}{outcome.Output}"));
        Assert.DoesNotContain("   at ", outcome.Errors, StringComparison.Ordinal);
        return outcome.Errors.Trim();
    }

    internal static Task<Outcome> EnviroAsync(params string[] arguments) => ToolAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "enviro.dll"), .. arguments]);

    internal static async Task<Outcome> ToolAsync(string tool, params string[] arguments)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        ProcessStartInfo start = new(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(stop);
        Task<string> errors = process.StandardError.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return new Outcome(process.ExitCode, await output, await errors);
    }

    /// <summary>What the commands left is a ledger that anybody finds sound.</summary>
    internal VerificationReport AssertSound()
    {
        using LedgerStore reader = LedgerStore.OpenReadOnly(Directory);
        VerificationReport report = LedgerVerifier.Verify(reader);
        Assert.Empty(report.Findings);
        return report;
    }
}
