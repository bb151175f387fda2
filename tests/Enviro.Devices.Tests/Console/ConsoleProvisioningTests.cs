using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

/// <summary>Provisioning over the board's console: the driver's own provisioner, a simulated chip, and a host that asks the authority.</summary>
public sealed class ConsoleProvisioningTests
{
    [Fact]
    public void A_blank_chip_becomes_an_identity()
    {
        using ConsoleBench bench = new();
        Assert.Contains("- state blank", bench.Ask("identify"));
        Assert.Contains("- key -", bench.Cable.Heard);
        string end = bench.Provision();
        Assert.Equal("ok", end);
        Assert.Equal(Enum.GetValues<ProvisioningStep>().Select(ProvisioningWords.Of), bench.Cable.Facts("step"));
        Assert.Equal("provisioned", Assert.Single(bench.Cable.Facts("outcome")));
        string certificate = Assert.Single(bench.Cable.Facts("certificate"));
        bench.RequireFinished("whole");
        byte[] serialNumber = Convert.FromHexString(Assert.Single(IdentityFacts(bench, "serial")));
        Assert.Equal(bench.Chip.Records.Find(serialNumber)!.Certificate, certificate);
    }

    [Fact]
    public void The_board_knows_its_new_key_at_once()
    {
        using ConsoleBench bench = new();
        bench.Provision();
        string key = Assert.Single(IdentityFacts(bench, "key"));
        Assert.Equal(Convert.ToHexStringLower(CoseKey.Thumbprint(Convert.FromHexString(key))), Assert.Single(IdentityFacts(bench, "thumbprint")));
        Assert.Equal("unconfigured", Assert.Single(IdentityFacts(bench, "state")));
    }

    [Fact]
    public void A_finished_chip_is_checked_and_nothing_on_it_changes()
    {
        using ConsoleBench bench = new();
        bench.Provision();
        byte[] before = bench.Chip.Chip.Snapshot();
        Assert.Equal("ok", bench.Provision());
        Assert.Equal("already-provisioned", Assert.Single(bench.Cable.Facts("outcome")));

        // All but the generator's position, the last 8 bytes.
        Assert.Equal(before[..^8], bench.Chip.Chip.Snapshot()[..^8]);
    }

    [Fact]
    public void A_cable_pulled_at_any_line_is_mended_by_the_next_attempt()
    {
        int lines = 0;
        for (bool wasPulled = true; wasPulled; lines++)
        {
            using ConsoleBench bench = new();
            bench.Cable.Host = line => ConsoleBench.AnswerOf(bench.Chip.Authority, line);
            bench.Cable.LinesLeft = lines;
            bench.Ask(bench.ProvisionLine);
            wasPulled = bench.Cable.LinesLeft == 0;
            bench.RunFor(61_000);
            Assert.True(bench.Provision() == "ok", $"pulled at {lines}: {string.Join('\n', bench.Cable.Heard)}");
            bench.RequireFinished($"pulled at {lines}");
            Assert.Equal(0, bench.WatchdogResets);
        }

        Assert.True(lines > 15, $"only {lines} lines");
    }

    [Fact]
    public void Power_that_goes_with_the_cable_at_any_line_is_mended_too()
    {
        int lines = 0;
        for (bool wasPulled = true; wasPulled; lines++)
        {
            using ProvisioningBench chip = new();
            int passed = 0;
            ConsoleCable cable = new();
            cable.Host = line => passed++ == lines ? throw new PowerCutException() : ConsoleBench.AnswerOf(chip.Authority, line);
            wasPulled = RunUntilPowerCut(chip, cable);
            chip.Chip.CutPower();
            Atecc608Provisioner again = chip.Prepare();
            Assert.True(again.Run() is ProvisioningOutcome.Provisioned or ProvisioningOutcome.AlreadyProvisioned, $"power cut at {lines}: {again.Detail}");
            chip.RequireFinished(again, $"power cut at {lines}");
        }
    }

    [Fact]
    public void A_host_that_comes_anew_is_not_kept_waiting()
    {
        for (int question = 0; question < 4; question++)
        {
            using ConsoleBench bench = new();
            int asked = 0;
            bench.Cable.Host = line =>
                !line.StartsWith('?') ? null
                : asked++ < question ? ConsoleBench.AnswerOf(bench.Chip.Authority, line)
                : "identify";
            bench.Ask(bench.ProvisionLine);
            Assert.Contains(bench.Cable.Heard, line => line.StartsWith("? ", StringComparison.Ordinal));

            // Nothing between the question and the new command's answer, and no end of the old one.
            int last = bench.Cable.Heard.FindLastIndex(line => line.StartsWith("? ", StringComparison.Ordinal));
            Assert.StartsWith("- urn ", bench.Cable.Heard[last + 1], StringComparison.Ordinal);
            Assert.Equal(1, bench.Cable.Heard.Count(line => line == "ok"));
            Assert.Equal("ok", bench.Provision());
            bench.RequireFinished($"anew at question {question}");
        }
    }

    [Fact]
    public void A_host_that_is_silent_ends_it_after_a_minute()
    {
        using ConsoleBench bench = new();
        Assert.Equal("? nonce", bench.Ask(bench.ProvisionLine)[^2]);
        Assert.StartsWith("error timeout ", bench.Cable.Heard[^1], StringComparison.Ordinal);
        Assert.Equal(0, bench.WatchdogResets);
    }

    [Fact]
    public void A_damaged_answer_ends_it_and_the_next_attempt_goes_on()
    {
        for (int answer = 0; answer < 4; answer++)
        {
            using ConsoleBench bench = new();
            int answered = 0;
            bench.Cable.Host = line => ConsoleBench.AnswerOf(bench.Chip.Authority, line);
            bench.Cable.Noise = line => line[0] == '=' && answered++ == answer ? string.Concat(line.AsSpan(0, 5), line[5] == '0' ? "1" : "0", line.AsSpan(6)) : line;
            bench.Ask(bench.ProvisionLine);
            if (answered > answer)
            {
                Assert.StartsWith("error crc ", bench.Cable.Heard[^1], StringComparison.Ordinal);
            }

            Assert.Equal("ok", bench.Provision());
            bench.RequireFinished($"damaged answer {answer}");
        }
    }

    [Theory]
    [InlineData("nonce", "=")]
    [InlineData("nonce", "= 00")]
    [InlineData("nonce", "= yes")]
    [InlineData("nonce", "= -")]
    [InlineData("certify", "= yes")]
    [InlineData("certify", "= -")]
    [InlineData("certify", "= 00 00")]
    [InlineData("accept", "= no")]
    [InlineData("accept", "= yes yes")]
    public void What_is_no_answer_locks_nothing(string question, string answer)
    {
        using ConsoleBench bench = new();
        bench.Cable.Host = line => line.StartsWith($"? {question}", StringComparison.Ordinal) ? answer : ConsoleBench.AnswerOf(bench.Chip.Authority, line);
        Assert.StartsWith("error arguments ", bench.Ask(bench.ProvisionLine)[^1], StringComparison.Ordinal);
        Assert.Equal("ok", bench.Provision());
        bench.RequireFinished($"{answer} to {question}");
    }

    [Fact]
    public void A_certificate_that_is_none_is_not_stored()
    {
        using ConsoleBench bench = new();
        string nonsense = $"= {new string('0', 2 * CompressedCertificate.Length)} {new string('0', 2 * IssuerRecord.MaxLength)}";
        bench.Cable.Host = line => line.StartsWith("? certify", StringComparison.Ordinal) ? nonsense : ConsoleBench.AnswerOf(bench.Chip.Authority, line);
        Assert.StartsWith("error arguments ", bench.Ask(bench.ProvisionLine)[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("- step store certificate", bench.Cable.Heard);
    }

    [Fact]
    public void What_the_authority_refuses_is_said_in_its_words()
    {
        using ConsoleBench bench = new();
        bench.Cable.Host = line => line.StartsWith("? certify", StringComparison.Ordinal) ? "! not on  Mondays" : ConsoleBench.AnswerOf(bench.Chip.Authority, line);
        Assert.StartsWith("error refused ", bench.Ask(bench.ProvisionLine)[^1], StringComparison.Ordinal);
        Assert.Equal("refused", Assert.Single(bench.Cable.Facts("outcome")));
        Assert.EndsWith("not on  Mondays", Assert.Single(bench.Cable.Facts("detail")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chip_of_another_deployment_is_refused()
    {
        using ConsoleBench bench = new();
        bench.Provision();
        using Gateway.CertificateAuthority other = Atecc608Provisioning.CreateAuthority();
        Assert.StartsWith("error refused ", bench.Provision(other), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chip_locked_otherwise_says_each_difference_in_a_line()
    {
        using ConsoleBench bench = new(new ProvisioningBench(Bench.Configured((20, "83208720")).Chip));
        Assert.StartsWith("error refused ", bench.Provision(), StringComparison.Ordinal);
        Assert.Contains("SlotConfig[0]: expected 8520, found 8320", bench.Cable.Facts("detail"));
    }

    [Fact]
    public void A_vendors_chip_shows_its_certificates()
    {
        using TrustAndGoFactory factory = new();
        using ConsoleBench bench = new(new ProvisioningBench(factory.Make(7)));
        Assert.Equal("ok", bench.Provision());
        Assert.Equal("provisioned-by-vendor", Assert.Single(bench.Cable.Facts("outcome")));
        Assert.Equal(2, bench.Cable.Facts("certificate").Count());
    }

    [Fact]
    public void Without_a_chip_it_says_what_to_check()
    {
        using ConsoleBench bench = new();
        bench.Chip.Bus.FaultAt = _ => BusFault.Unacknowledged;
        string end = bench.Provision();
        Assert.StartsWith("error chip ", end, StringComparison.Ordinal);
        Assert.Contains("contacts", end, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("provision")]
    [InlineData("provision 00")]
    [InlineData("provision 00 00")]
    [InlineData("provision - -")]
    public void Arguments_are_strict(string line)
    {
        using ConsoleBench bench = new();
        byte[] before = bench.Chip.Chip.Snapshot();
        Assert.StartsWith("error arguments ", bench.Ask(line)[^1], StringComparison.Ordinal);
        Assert.Equal(before, bench.Chip.Chip.Snapshot());
    }

    [Fact]
    public void Without_its_check_it_is_not_taken()
    {
        using ConsoleBench bench = new();
        bench.Cable.Noise = line => line[..^ConsoleLine.CheckLength];
        Assert.StartsWith("error crc ", bench.Ask(bench.ProvisionLine)[^1], StringComparison.Ordinal);
    }

    private static List<string> IdentityFacts(ConsoleBench bench, string name)
    {
        bench.Ask("identify");
        return [.. bench.Cable.Facts(name)];
    }

    private static bool RunUntilPowerCut(ProvisioningBench chip, ConsoleCable cable)
    {
        try
        {
            new ChipProvisioner(chip.Bus).Run(
                new CableAuthority(chip.Authority, cable), chip.Table.Bytes, chip.Table.Mask, step => cable.WriteLine(ConsoleLine.Format($"- step {step}")), out _, out _);
            return false;
        }
        catch (PowerCutException)
        {
            return true;
        }
    }

    /// <summary>The authority, with a line over the cable for each question, where the power may go.</summary>
    private sealed class CableAuthority(IDeviceAuthority authority, ConsoleCable cable) : IDeviceAuthority
    {
        public string Refusal => authority.Refusal;

        public byte[] CreateNonce() => Over(authority.CreateNonce());

        public IssuedDevice? Find(byte[] serialNumber, byte[] publicKey, byte[] attestationKey) => Over(authority.Find(serialNumber, publicKey, attestationKey));

        public IssuedDevice? Certify(DeviceBirth birth) => Over(authority.Certify(birth));

        public bool Accepts(byte[] certificate, byte[] publicKey, ChipQuote quote) => Over(authority.Accepts(certificate, publicKey, quote));

        private T Over<T>(T answer)
        {
            cable.WriteLine(ConsoleLine.Format("- answered"));
            return answer;
        }
    }
}
