using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>A board without a secure element: it takes a document with a shared key, whose signature it checks in software.</summary>
public sealed class SharedKeyBoardTests
{
    [Fact]
    public void It_takes_a_genuine_document_and_sends_under_its_key()
    {
        using ECDsa authority = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ProgramWorld world = Blank();
        Assert.Equal("", world.Board.Program!.TryApplySettings(Document(authority, 1)));
        world.RunFor(130_000);
        Assert.Equal("running", world.Board.Program!.State);
        Assert.True(world.Agent.Counters.Acknowledged >= 2);
        Assert.Equal(CoseKey.SymmetricThumbprint(FakeGateway.SharedKey), world.Board.Program.Thumbprint);
    }

    [Fact]
    public void It_refuses_an_altered_one_a_strangers_and_another_nodes()
    {
        using ECDsa authority = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ProgramWorld world = Blank();
        byte[] altered = Document(authority, 1);
        altered[^1] ^= 1;
        Assert.Contains("signature", world.Board.Program!.TryApplySettings(altered), StringComparison.Ordinal);
        Assert.Contains("another node", world.Board.Program.TryApplySettings(Document(authority, 1, node: new byte[32])), StringComparison.Ordinal);
        Assert.Contains("no secure element", world.Board.Program.TryApplySettings(ProgramWorld.Document(1)), StringComparison.Ordinal);
        Assert.Equal("", world.Board.Program.TryApplySettings(Document(authority, 1)));
        world.RunFor(10_000);
        Assert.Contains("authority", world.Board.Program!.TryApplySettings(Document(stranger, 2)), StringComparison.Ordinal);
    }

    private static ProgramWorld Blank()
    {
        ProgramWorld world = new();
        world.Board.Element = null;
        world.Board.PowerOn();
        world.RunFor(3_000);
        Assert.Equal("blank", world.Board.Program!.State);
        return world;
    }

    private static byte[] Document(ECDsa authority, uint version, byte[]? node = null)
    {
        ECPoint key = authority.ExportParameters(false).Q;
        SettingsDocument document = new()
        {
            Version = version,
            Urn = NodeWorld.Urn,
            Node = node ?? CoseKey.SymmetricThumbprint(FakeGateway.SharedKey),
            AuthorityKey = [.. key.X!, .. key.Y!],
            Site = "roof",
            Sensors = [new SensorSettings("clock", 0, [], [])],
            Network = new NetworkSettings("site", "", "gateway.example", 1883, [], ""),
            SharedKey = FakeGateway.SharedKey,
        };
        byte[] header = document.EncodeHeader();
        byte[] payload = document.EncodePayload();
        return TypedMessage.Sign1(header, payload, authority.SignHash(TypedMessage.DigestOf(header, payload)));
    }
}
