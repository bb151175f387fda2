using System.Security.Cryptography;
using System.Text;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class SettingsTransferTests
{
    private const string Passphrase = "a passphrase";

    [Fact]
    public void A_document_of_the_authority_is_taken_and_the_board_restarts_with_it()
    {
        using ConsoleWorld world = new();
        world.Configure();
        Assert.Equal(1, world.Board.Restarts);
        world.Ask("settings");
        Assert.Equal("1", world.Fact("version"));
        Assert.Equal("no", world.Fact("trial"));
        Assert.Equal("roof", world.Fact("site"));
        Assert.Equal("clock 0", world.Fact("sensor"));
        Assert.Equal("gateway.example 8883 plain site", world.Fact("network"));
        Assert.Equal(ConsoleWord.OfBytes(ProgramWorld.Authority), world.Fact("authority"));
    }

    [Fact]
    public void Texts_of_people_arrive_whole()
    {
        using ConsoleWorld world = new();
        world.Configure(document =>
        {
            document.Site = "Dach, 3 % Süd *12AB";
            document.Network = new NetworkSettings("Café  \n5", Passphrase, "gateway.example", 1883, [1], "");
        });
        world.Ask("settings");
        Assert.Equal("Dach, 3 %25 S%C3%BCd *12AB", world.Fact("site"));
        Assert.Equal("gateway.example 1883 tls Caf%C3%A9  %0A5", world.Fact("network"));
    }

    [Fact]
    public void Without_settings_there_is_no_version()
    {
        using ConsoleWorld world = new();
        Assert.Equal(["- version 0", "ok"], world.Ask("settings"));
    }

    [Fact]
    public void A_document_that_is_not_the_authoritys_leaves_everything_as_it_was()
    {
        using ConsoleWorld world = new();
        world.Configure();
        byte[] flash = Content(world.Board.SettingsFlash);
        byte[] forged = ProgramWorld.Document(2, signer: FakeCurve.PublicKey(77));
        byte[] older = ProgramWorld.Document(1);
        byte[] foreign = ProgramWorld.Document(2, document => document.Node = new byte[32]);
        foreach (byte[] document in new[] { forged, older, foreign, [1, 2, 3] })
        {
            Assert.StartsWith("error refused ", world.Transfer(document), StringComparison.Ordinal);
        }

        Assert.Equal(flash, Content(world.Board.SettingsFlash));
        Assert.Equal(1, world.Board.Restarts);
    }

    [Fact]
    public void A_document_damaged_at_any_byte_is_not_applied()
    {
        using ConsoleWorld world = new();
        byte[] document = ProgramWorld.Document(1);
        string digest = ConsoleWord.OfBytes(Sha256.HashData(document));
        for (int at = 0; at < document.Length; at += 13)
        {
            byte[] damaged = [.. document];
            damaged[at] ^= 0x10;
            world.Ask($"settings-begin {document.Length} {digest}");
            for (int offset = 0; offset < document.Length; offset += 512)
            {
                world.Ask($"settings-data {offset} {ConsoleWord.OfBytes(damaged[offset..Math.Min(offset + 512, document.Length)])}");
            }

            Assert.StartsWith("error crc ", Assert.Single(world.Ask("settings-apply")), StringComparison.Ordinal);
        }

        Assert.Null(world.Board.Program!.Settings.Current);
        Assert.Equal("ok", world.Transfer(document));
    }

    [Theory]
    [InlineData("settings-begin")]
    [InlineData("settings-begin 10")]
    [InlineData("settings-begin 0 00")]
    [InlineData("settings-begin 10 00")]
    [InlineData("settings-begin 2049 0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("settings-begin 0 0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("settings-begin 010 0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("settings-begin 10 0000000000000000000000000000000000000000000000000000000000000000 ")]
    [InlineData("settings-data 0")]
    [InlineData("settings-data 0 -")]
    [InlineData("settings-data -1 00")]
    [InlineData("settings-data 0 0")]
    [InlineData("settings-apply now")]
    public void Arguments_are_strict(string text)
    {
        using ConsoleWorld world = new();
        Assert.StartsWith("error arguments ", Assert.Single(world.Ask(text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_come_in_order_and_fit()
    {
        using ConsoleWorld world = new();
        Assert.StartsWith("error refused ", world.Ask("settings-data 0 00")[0], StringComparison.Ordinal);
        Assert.StartsWith("error refused ", world.Ask("settings-apply")[0], StringComparison.Ordinal);
        world.Ask($"settings-begin 600 {new string('0', 64)}");
        string part = new('a', 1024);
        Assert.StartsWith("error arguments ", world.Ask($"settings-data 1 {part}")[0], StringComparison.Ordinal);
        Assert.StartsWith("error arguments ", world.Ask($"settings-data 0 {part}aa")[0], StringComparison.Ordinal);
        Assert.Equal(["ok"], world.Ask($"settings-data 0 {part}"));
        Assert.StartsWith("error refused parts are missing", world.Ask("settings-apply")[0], StringComparison.Ordinal);

        // What was there already is taken again when its answer was lost, if it is the same.
        Assert.Equal(["ok"], world.Ask($"settings-data 0 {part}"));
        Assert.Equal(["ok"], world.Ask("settings-data 510 aaaa"));
        Assert.StartsWith("error arguments ", world.Ask("settings-data 510 aaab")[0], StringComparison.Ordinal);
        Assert.StartsWith("error arguments ", world.Ask("settings-data 511 aaaa")[0], StringComparison.Ordinal);
        Assert.StartsWith("error arguments ", world.Ask($"settings-data 512 {new string('a', 178)}")[0], StringComparison.Ordinal);
        Assert.Equal(["ok"], world.Ask($"settings-data 512 {new string('a', 176)}"));
    }

    [Fact]
    public void One_transfer_at_a_time_forgotten_after_a_minute_of_silence()
    {
        using ConsoleWorld world = new();
        byte[] document = ProgramWorld.Document(1);
        string begin = $"settings-begin {document.Length} {ConsoleWord.OfBytes(Sha256.HashData(document))}";
        world.Ask(begin);
        Assert.Equal(["ok"], world.Ask("settings-data 0 d2"));
        world.World.RunFor(50_000);
        Assert.Equal(["ok"], world.Ask("settings-data 0 d2"));
        world.World.RunFor(62_000);
        Assert.StartsWith("error refused ", world.Ask("settings-data 1 84")[0], StringComparison.Ordinal);
        world.Ask(begin);
        world.Ask("settings-data 0 00");
        Assert.Equal("ok", world.Transfer(document));
    }

    [Fact]
    public void What_the_flash_does_not_take_is_said()
    {
        using ConsoleWorld world = new();
        world.Board.SettingsFlash.Faults = () => FlashFault.Refused;
        Assert.StartsWith("error storage ", world.Transfer(ProgramWorld.Document(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_board_about_to_restart_takes_nothing_more()
    {
        using ConsoleWorld world = new();
        world.Leave("restart");
        Assert.Equal(["ok", "error busy the board is about to restart"], world.Say("identify"));
    }

    [Fact]
    public void No_secret_is_ever_written()
    {
        using ConsoleWorld world = new(withPower: false);
        byte[] shared = [.. Enumerable.Range(0xA0, 32).Select(value => (byte)value)];
        world.Board.Element = null;
        world.Board.PowerOn();
        world.World.RunFor(3_000);
        byte[] document = SharedKeyDocument(shared);
        Assert.Equal("ok", world.Transfer(document));
        world.World.RunFor(10_000);
        foreach (string command in new[] { "help", "identify", "self-test", "measure", "outbox", "status", "settings", "provision", "settings-apply" })
        {
            world.Ask(command);
        }

        // Not as text, nor as its bytes, nor in what a refusal says of a document.
        world.Transfer(document);
        world.Transfer([.. document[..^1], 0]);
        string everything = string.Join('\n', world.Everything);
        Assert.Contains("- identity shared-key", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Passphrase, everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Passphrase)), everything, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToHexStringLower(shared.AsSpan(0, 8)), everything, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_longest_question_fits_a_line()
    {
        DeviceCertificate longest = new(
            new string('u', DeviceCertificate.MaxUrnLength), FakeCurve.PublicKey(200), FakeCurve.PublicKey(201), new byte[DeviceCertificate.MaxIssuerNameLength], new byte[20], new CertificateDates(2026, 1, 1, 0, 25));
        byte[] signature = [.. Enumerable.Repeat((byte)0xFF, 64)];
        int certificate = DeviceCertificate.Assemble(longest.EncodeTbs(), signature).Length;
        int bytes = certificate + 64 + 32 + ChipQuote.ConfigurationLength + 64 + 64;
        Assert.InRange("? accept".Length + 6 + (2 * bytes) + ConsoleLine.CheckLength, 1, ConsoleLine.MaxLength);
        Assert.InRange("settings-data 1536 ".Length + (2 * 512) + ConsoleLine.CheckLength, 1, ConsoleLine.MaxLength);
    }

    // Without a chip the node verifies the signature itself: it is a real one.
    private static byte[] SharedKeyDocument(byte[] shared)
    {
        using ECDsa authority = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECPoint key = authority.ExportParameters(false).Q;
        byte[] unsigned = ProgramWorld.Document(1, settings =>
        {
            settings.AuthorityKey = [.. key.X!, .. key.Y!];
            settings.GatewayKey = [];
            settings.SharedKey = shared;
            settings.Node = CoseKey.SymmetricThumbprint(shared);
        });
        SettingsDocument document = SettingsDocument.Parse(unsigned, out TypedMessage _);
        byte[] header = document.EncodeHeader();
        byte[] payload = document.EncodePayload();
        return TypedMessage.Sign1(header, payload, authority.SignHash(TypedMessage.DigestOf(header, payload)));
    }

    private static byte[] Content(SimulatedFlash flash)
    {
        byte[] all = new byte[flash.SectorSize * flash.SectorCount];
        for (int sector = 0; sector < flash.SectorCount; sector++)
        {
            Assert.True(flash.TryRead(sector, 0, all, sector * flash.SectorSize, flash.SectorSize));
        }

        return all;
    }
}
