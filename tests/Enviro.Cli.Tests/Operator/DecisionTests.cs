using System.Net.Sockets;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Cli.Tests;

/// <summary>Suspending, resuming, revoking, shared keys; and what stands in the way of the operator.</summary>
public sealed class DecisionTests
{
    private const string SharedUrn = "urn:dev:os:32473-cellar";

    [Fact]
    public async Task A_node_is_suspended_resumed_and_revoked_for_good()
    {
        using OperatorBench bench = new OperatorBench(isFilled: true).Stopped();
        string[] reason = ["--reason", "moved"];

        Assert.Contains($"Suspended {TestDevice.Urn}", await bench.DoneAsync(["node", "suspend", TestDevice.Urn, .. reason]), StringComparison.Ordinal);
        Assert.Contains("says so already", await bench.FailsAsync(1, ["node", "suspend", TestDevice.Urn, .. reason]), StringComparison.Ordinal);
        await bench.DoneAsync(["node", "resume", ShortAddress.Of(bench.Attested.Device.Node.PublicKey), .. reason]);
        await bench.DoneAsync(["node", "revoke", Convert.ToHexStringLower(bench.Attested.Device.Node.Thumbprint), .. reason]);
        Assert.Contains("final", await bench.FailsAsync(1, ["node", "resume", TestDevice.Urn, .. reason]), StringComparison.Ordinal);

        Assert.Contains("moved", await bench.DoneAsync("node", "show", TestDevice.Urn), StringComparison.Ordinal);
        await bench.FailsAsync(2, "node", "suspend", TestDevice.Urn);
        await bench.FailsAsync(2, "node", "suspend", TestDevice.Urn, "--reason", "line\nbreak");
        await bench.FailsAsync(2, "node", "suspend", TestDevice.Urn, "--reason", new string('ä', 65));
        bench.AssertSound();
    }

    [Fact]
    public async Task A_change_is_later_than_the_last_one_though_the_clock_was_set_back()
    {
        using OperatorBench bench = new();
        long ahead = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds();
        bench.Attested.Ledger.Append(EntryKind.NodeStatus, new NodeStatusChange
        {
            Node = bench.Attested.Device.Node.Thumbprint,
            Status = NodeStatus.Suspended,
            Reason = "ahead",
            AtMs = ahead,
            ChainId = bench.Attested.Ledger.ChainId,
        }.Sign(bench.Attested.Ledger.Operator));
        bench.Stopped();

        await bench.DoneAsync("node", "resume", TestDevice.Urn, "--reason", "back");

        using LedgerStore store = LedgerStore.OpenReadOnly(bench.Directory);
        Assert.Equal(ahead + 1, LedgerState.Fold(store).NodesByUrn[TestDevice.Urn].LastStatusChange!.AtMs);
    }

    [Fact]
    public async Task A_shared_key_is_shown_once_and_kept_for_the_owner_alone()
    {
        using OperatorBench bench = new OperatorBench().Stopped();

        string output = await bench.DoneAsync("node", "add-shared", SharedUrn, "--site", "cellar");

        byte[] key = Convert.FromHexString(output.TrimEnd()[^64..]);
        Assert.Contains("shown only now", output, StringComparison.Ordinal);
        Assert.Contains("not publicly verifiable", output, StringComparison.Ordinal);
        string kept = Assert.Single(Directory.GetFiles(Path.Combine(bench.Directory, "keys", "shared")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));
        Assert.Equal(Convert.ToHexStringLower(key), File.ReadAllText(kept).Trim());
        Assert.Equal(Convert.ToHexStringLower(CoseKey.SymmetricThumbprint(key)), (await bench.JsonAsync("node", "show", SharedUrn)).GetProperty("thumbprint").GetString());
        Assert.Contains("enrolled already", await bench.FailsAsync(1, "node", "add-shared", SharedUrn, "--site", "cellar"), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(key), File.ReadAllText(kept).Trim());
        bench.AssertSound();
    }

    [Fact]
    public async Task A_shared_key_goes_into_a_file_that_no_one_else_reads_and_replaces_none()
    {
        using OperatorBench bench = new OperatorBench().Stopped();
        string file = Path.Combine(bench.Directory, "cellar.key");
        string[] add = ["node", "add-shared", SharedUrn, "--site", "cellar", "--key-file", file];

        string output = await bench.DoneAsync(add);

        string key = File.ReadAllText(file).Trim();
        Assert.Equal(64, key.Length);
        Assert.DoesNotContain(key, output, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        add[2] = "urn:dev:os:32473-other";
        await bench.FailsAsync(2, add);
        Assert.Equal(key, File.ReadAllText(file).Trim());
        Assert.Contains("No node", await bench.FailsAsync(1, "node", "show", add[2]), StringComparison.Ordinal);
        string refused = Path.Combine(bench.Directory, "refused.key");
        await bench.FailsAsync(1, "node", "add-shared", SharedUrn, "--site", "cellar", "--key-file", refused);
        Assert.False(File.Exists(refused));
    }

    [Fact]
    public async Task A_wrong_operators_key_and_a_held_ledger_are_told_with_what_to_do()
    {
        using OperatorBench bench = new();
        string[] suspend = ["node", "suspend", TestDevice.Urn, "--reason", "x"];

        string held = await bench.FailsAsync(1, suspend);
        Assert.Contains("control.sock", held, StringComparison.Ordinal);
        Assert.Contains("stop it", held, StringComparison.Ordinal);

        bench.Stopped();
        string key = Path.Combine(bench.Directory, "keys", "operator.pem");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains("chmod 600", await bench.FailsAsync(2, suspend), StringComparison.Ordinal);
        File.Delete(key);
        SigningKey.Create(key).Dispose();
        Assert.Contains("Put that key back", await bench.FailsAsync(1, suspend), StringComparison.Ordinal);
        Assert.Equal(4, bench.AssertSound().Entries);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_told_as_that_while_the_ledger_is_held()
    {
        using OperatorBench bench = new();
        string folder = Directory.CreateDirectory(Path.Combine(bench.Directory, new string('l', 100))).FullName;
        foreach (string file in Directory.GetFiles(bench.Directory))
        {
            File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(file)), file);
        }

        Directory.CreateSymbolicLink(Path.Combine(folder, "keys"), Path.Combine(bench.Directory, "keys"));
        string[] suspend = ["node", "suspend", folder, TestDevice.Urn, "--reason", "x"];

        OperatorBench.Outcome held = await OperatorBench.EnviroAsync(suspend);
        Assert.Equal(1, held.ExitCode);
        Assert.Contains("longer than the 107 bytes", held.Errors, StringComparison.Ordinal);
        bench.Stopped();
        Assert.Equal(0, (await OperatorBench.EnviroAsync(suspend)).ExitCode);
    }

    [Fact]
    public async Task Whoever_answers_at_the_socket_with_garbage_is_not_believed()
    {
        using OperatorBench bench = new();
        byte[][] answers = [[], [0, 0, 0, 0], [0x7F, 0xFF, 0xFF, 0xFF], [0, 0, 0, 3, 1, 2, 3], [0, 0, 0, 50, 1], [0, 0, 0, 5, 0x84, 0x02, 0x00, 0x00, 0x60]];
        foreach (byte[] answer in answers)
        {
            string path = Path.Combine(bench.Directory, "control.sock");
            using (Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            {
                listener.Bind(new UnixDomainSocketEndPoint(path));
                listener.Listen(1);
                Task answered = AnswerAsync(listener, answer);
                string errors = await bench.FailsAsync(1, "node", "suspend", TestDevice.Urn, "--reason", "x");
                Assert.Contains("is unknown; look with", errors, StringComparison.Ordinal);
                await answered;
            }

            File.Delete(path);
        }

        Assert.Equal(4, bench.AssertSound().Entries);
    }

    private static async Task AnswerAsync(Socket listener, byte[] answer)
    {
        using Socket client = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        byte[] request = new byte[4096];
        await client.ReceiveAsync(request, TestContext.Current.CancellationToken);
        await client.SendAsync(answer, TestContext.Current.CancellationToken);
        client.Shutdown(SocketShutdown.Both);
    }
}
