using System.Text.Json;
using Enviro.Devices.Atecc608;
using Enviro.Simulator;

namespace Enviro.Cli.Tests;

public class ProvisionCommandTests
{
    [Fact]
    public void A_chip_behind_a_kit_is_provisioned_said_so_and_said_so_again()
    {
        using CommandLine line = new();
        using ServedKit kit = new();
        line.Enviro("authority init", "--name", "bench").Expect(0);
        CommandLine.Ended first = line.Enviro("node provision", "--chip", kit.KitUri).Expect(0);
        Assert.Contains(": provisioned", first.Output, StringComparison.Ordinal);
        Assert.Contains("create identity key", first.Errors, StringComparison.Ordinal);

        CommandLine.Ended again = line.Enviro("node provision", "--chip", kit.TcpUri, "--json").Expect(0);
        using JsonDocument document = JsonDocument.Parse(again.Output);
        JsonElement node = document.RootElement[0];
        Assert.Equal("already-provisioned", node.GetProperty("result").GetString());
        Assert.Contains(node.GetProperty("thumbprint").GetString()!, first.Output, StringComparison.Ordinal);
        Assert.StartsWith("urn:dev:os:32473-0123", node.GetProperty("urn").GetString(), StringComparison.Ordinal);
        Assert.True(File.Exists(node.GetProperty("labelPng").GetString()));
        Assert.True(File.Exists(node.GetProperty("labelSvg").GetString()));
    }

    [Fact]
    public void OpenSSL_verifies_what_was_issued()
    {
        using CommandLine line = new();
        using ServedKit kit = new();
        line.Enviro("authority init", "--name", "bench").Expect(0);
        line.Enviro("node provision", "--chip", kit.TcpUri).Expect(0);
        string record = Assert.Single(Directory.GetFiles(line.PathOf("authority", "issued")));
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(record));
        File.WriteAllBytes(line.PathOf("device.der"), Convert.FromHexString(document.RootElement.GetProperty("certificate").GetString()!));
        CommandLine.Run("openssl", "x509", "-inform", "DER", "-in", line.PathOf("device.der"), "-out", line.PathOf("device.pem")).Expect(0);
        CommandLine.Ended verified = CommandLine.Run(
            "openssl", "verify", "-x509_strict", "-CAfile", line.PathOf("trust", "bench.pem"), line.PathOf("device.pem")).Expect(0);
        Assert.EndsWith("device.pem: OK", verified.Output.TrimEnd(), StringComparison.Ordinal);
        CommandLine.Ended text = CommandLine.Run("openssl", "x509", "-in", line.PathOf("device.pem"), "-noout", "-subject", "-ext", "subjectAltName").Expect(0);
        Assert.Contains($"URI:{document.RootElement.GetProperty("urn").GetString()}", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_goes_on_after_a_bad_chip_and_its_report_is_kept()
    {
        using CommandLine line = new();
        using ServedKit good = new();
        using ServedKit locked = new(LockedOtherwise());
        line.Enviro("authority init").Expect(0);
        string report = line.PathOf("report.csv");
        string[] arguments = ["--chip", locked.TcpUri, "--chip", good.TcpUri, "--report", report, "--json"];
        CommandLine.Ended ended = line.Enviro("node provision", arguments).Expect(1);
        using JsonDocument document = JsonDocument.Parse(ended.Output);
        Assert.Equal(["refused", "provisioned"], document.RootElement.EnumerateArray().Select(node => node.GetProperty("result").GetString()));
        Assert.Contains("SlotConfig[0]: expected 8520, found 8320", document.RootElement[0].GetProperty("detail").GetString(), StringComparison.Ordinal);

        line.Enviro("node provision", "--chip", "tcp:127.0.0.1:1", "--report", report).Expect(2);
        string[] lines = File.ReadAllLines(report);
        Assert.Equal("serial,urn,thumbprint,address,result,step,detail,time", lines[0]);
        Assert.Equal(["refused", "provisioned", "failed"], lines[1..].Select(row => row.Split(',')[4]));
        Assert.StartsWith("0123", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_names_the_differing_fields_on_standard_error()
    {
        using CommandLine line = new();
        using ServedKit locked = new(LockedOtherwise());
        line.Enviro("authority init").Expect(0);
        CommandLine.Ended ended = line.Enviro("node provision", "--chip", locked.TcpUri).Expect(1);
        Assert.Empty(ended.Output);
        Assert.Contains("locked with another configuration", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("KeyConfig[1]: expected 5300, found 3300", ended.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(line.PathOf("labels")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_vendors_chip_is_taken_as_it_is_under_a_trusted_root_only(bool trusted)
    {
        using CommandLine line = new();
        using TrustAndGoFactory vendor = new();
        using TrustAndGoFactory impostor = new();
        SimulatedAtecc608 chip = vendor.Make(9);
        byte[] before = chip.Snapshot();
        using ServedKit kit = new(chip);
        line.Enviro("authority init", "--name", "bench").Expect(0);
        File.WriteAllText(line.PathOf("trust", "vendor.pem"), (trusted ? vendor : impostor).Root.ExportCertificatePem() + "\n");
        CommandLine.Ended ended = line.Enviro("node provision", "--chip", kit.KitUri).Expect(trusted ? 0 : 1);
        Assert.Contains(
            trusted ? ": provisioned-by-vendor (under vendor)" : "lead to no certificate in", ended.Output + ended.Errors, StringComparison.Ordinal);
        Assert.Equal(trusted, Directory.Exists(line.PathOf("labels")));
        Assert.False(Directory.Exists(line.PathOf("authority", "issued")));

        // All but the generator's position.
        Assert.Equal(before[..^8], chip.Snapshot()[..^8]);
    }

    [Fact]
    public void What_is_missing_is_said_with_what_to_do()
    {
        using CommandLine line = new();
        Assert.Contains("enviro authority init", line.Enviro("node provision", "--chip", "tcp:127.0.0.1:1").Expect(2).Errors, StringComparison.Ordinal);
        Assert.Contains("enviro authority init", line.Enviro("authority show").Expect(1).Errors, StringComparison.Ordinal);
        line.Enviro("authority init", "--name", "bench").Expect(0);
        Assert.Contains("never replaced", line.Enviro("authority init", "--name", "other").Expect(2).Errors, StringComparison.Ordinal);
        Assert.Contains("byte 4 comes next", Provision(line, "offset,length,value,field,meaning\n0,4,factory,SN,\"x\"\n5,1,00,A,\"x\"\n"), StringComparison.Ordinal);
        Assert.Contains("--chip", line.Enviro("node provision").Expect(2).Errors, StringComparison.Ordinal);
        File.Delete(line.PathOf("keys", "certificate-authority.pem"));
        Assert.Contains("Restore it from a backup", line.Enviro("node provision", "--chip", "tcp:127.0.0.1:1").Expect(2).Errors, StringComparison.Ordinal);
    }

    private static string Provision(CommandLine line, string table)
    {
        File.WriteAllText(line.PathOf("table.csv"), table);
        return line.Enviro("node provision", "--chip", "tcp:127.0.0.1:1", "--config", line.PathOf("table.csv")).Expect(2).Errors;
    }

    private static SimulatedAtecc608 LockedOtherwise()
    {
        SimulatedAtecc608 chip = SimulatedAtecc608.FactoryFresh(8);
        SimulatedI2cBus bus = new();
        bus.Attach(chip);
        Atecc608Device device = new(bus);
        byte[] zone = new byte[ConfigurationZone.Length];
        Assert.True(device.TryReadConfiguration(zone) && device.TryLockConfiguration(Packet.Crc16(zone, 0, zone.Length)));
        chip.CutPower();
        return chip;
    }
}
