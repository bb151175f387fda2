using System.Diagnostics;
using System.Text.Json;
using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

/// <summary>A whole board as a process of its own, and a host on its console.</summary>
public sealed class ServeBoardTests : IDisposable
{
    private const int Terminate = 15;
    private const int Kill = 9;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("enviro-board-");
    private readonly ProvisioningBench _authority = new();

    private string Link => Path.Combine(_folder.FullName, "console");

    private string State => Path.Combine(_folder.FullName, "state");

    [Fact]
    public void A_board_killed_while_it_is_provisioned_is_finished_after_the_next_start()
    {
        string serial;
        using (Process process = Start("--pty", Link, "--seed", "5", "--state", State, "--json"))
        {
            JsonElement where = ServedProgram.FirstLine(process);
            Assert.Equal(Link, where.GetProperty("link").GetString());
            serial = where.GetProperty("serialNumber").GetString()!;
            using TerminalHost host = new(Link);
            Assert.Contains("- state blank", Ask(host, "identify"));
            host.Send(ConsoleLine.Format(ProvisionLine) + "\n");
            while (Read(host) != "- step create identity key")
            {
            }

            ServedProgram.Send(process, Kill);
            Assert.True(process.WaitForExit(Limit));
        }

        File.WriteAllText(Path.Combine(State, "firmware"), new string('b', 64));
        using Process second = Start("--pty", Link, "--seed", "6", "--state", State, "--json");
        Assert.Equal(serial, ServedProgram.FirstLine(second).GetProperty("serialNumber").GetString());
        using (TerminalHost host = new(Link))
        {
            List<string> answer = Ask(host, ProvisionLine);
            Assert.Contains("- outcome provisioned", answer);
            Assert.DoesNotContain("- step lock configuration", answer);
            Assert.Equal("ok", answer[^1]);
            answer = Ask(host, "identify");
            Assert.Contains($"- serial {serial.ToLowerInvariant()}", answer);
            Assert.Contains(answer, line => line.EndsWith(new string('b', 64), StringComparison.Ordinal));
            Assert.Contains("- state unconfigured", answer);
            Configure(host, answer);
        }

        ServedProgram.Send(second, Terminate);
        Assert.True(second.WaitForExit(Limit));
        Assert.Equal(0, second.ExitCode);
        Assert.False(File.Exists(Link));
    }

    [Theory]
    [InlineData("--pty")]
    [InlineData("--board", "--pty", "LINK", "--board", "uno")]
    [InlineData("--gateway-port", "--pty", "LINK", "--gateway-port", "0")]
    [InlineData("--vendor-root", "--pty", "LINK", "--vendor-root", "root.pem")]
    [InlineData("--pty", "--pty", "/no/such/folder/console")]
    [InlineData("--state", "--pty", "LINK", "--state", "/proc/no/such")]
    public void What_cannot_be_served_ends_with_exit_code_2_and_a_reason(string reason, params string[] arguments)
    {
        using Process process = Start([.. arguments.Select(argument => argument == "LINK" ? Link : argument)]);
        string error = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(Limit));
        Assert.Equal(2, process.ExitCode);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private string ProvisionLine => $"provision {ConsoleWord.OfBytes(_authority.Table.Bytes)} {ConsoleWord.OfBytes(_authority.Table.Mask)}";

    // Settings of the authority, a restart inside the process, and sensors that measure.
    private void Configure(TerminalHost host, List<string> identity)
    {
        byte[] key = Convert.FromHexString(identity.Single(line => line.StartsWith("- key ", StringComparison.Ordinal))[6..]);
        byte[] authorityKey = _authority.AuthorityKey;
        SettingsDocument document = new()
        {
            Version = 1,
            Urn = "urn:dev:os:32473-1",
            Node = CoseKey.Thumbprint(key),
            AuthorityKey = authorityKey,
            Site = "bench",
            Sensors = [new("bme280", 0, [], []), new("scd4x", 0, [], [])],
            Network = new NetworkSettings("site", "a passphrase", "127.0.0.1", 9, [], ""),
            GatewayKey = key,
        };
        byte[] header = document.EncodeHeader();
        byte[] payload = document.EncodePayload();
        byte[] signed = TypedMessage.Sign1(header, payload, _authority.Sign(TypedMessage.DigestOf(header, payload)));
        Assert.Equal(["ok"], Ask(host, $"settings-begin {signed.Length} {ConsoleWord.OfBytes(Sha256.HashData(signed))}"));
        for (int offset = 0; offset < signed.Length; offset += 512)
        {
            Assert.Equal(["ok"], Ask(host, $"settings-data {offset} {ConsoleWord.OfBytes(signed[offset..Math.Min(signed.Length, offset + 512)])}"));
        }

        Assert.Equal(["ok"], Ask(host, "settings-apply"));
        Assert.StartsWith("- start devkitc enviro-node ", Read(host), StringComparison.Ordinal);
        Assert.Contains("- state trial", Ask(host, "identify"));
        List<string> measured = Ask(host, "measure");
        foreach (string name in new[] { "temp", "humidity", "pressure", "supply" })
        {
            Assert.Contains(measured, line => line.StartsWith($"- reading {name} ", StringComparison.Ordinal));
        }
    }

    private List<string> Ask(TerminalHost host, string text)
    {
        host.Send(ConsoleLine.Format(text) + "\n");
        List<string> answer = [];
        while (answer.Count == 0 || (answer[^1] != "ok" && !answer[^1].StartsWith("error ", StringComparison.Ordinal)))
        {
            string line = Read(host);
            if (ConsoleBench.AnswerOf(_authority.Authority, line) is string said)
            {
                host.Send(ConsoleLine.Format(said) + "\n");
            }
            else if (line.StartsWith("- start ", StringComparison.Ordinal))
            {
                // What was said before it started is lost.
                host.Send(ConsoleLine.Format(text) + "\n");
            }
            else
            {
                answer.Add(line);
            }
        }

        return answer;
    }

    private static string Read(TerminalHost host)
    {
        ConsoleLine line = ConsoleLine.Parse(host.ReadLine().TrimEnd('\n'))!;
        Assert.True(line.IsChecked);
        return line.Text;
    }

    private static Process Start(params string[] arguments) => ServedProgram.Start(["board", "serve", .. arguments]);
}
