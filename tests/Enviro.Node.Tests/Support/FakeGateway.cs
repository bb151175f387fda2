using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>
/// The other end of the link: answers hellos with challenges, keeps messages strictly in order, answers repetitions again, checks the chain as
/// it goes.
/// </summary>
internal sealed class FakeGateway
{
    private readonly HashSet<string> _hashes = [];
    private int _keys;

    /// <summary>Public key of the gateway's service key.</summary>
    internal static byte[] ServiceKey { get; } = FakeCurve.PublicKey(100);

    internal static byte[] SharedKey { get; } = [.. Enumerable.Range(50, 32).Select(i => (byte)i)];

    internal static byte[] NodeThumbprint { get; } = CoseKey.Thumbprint(FakeElement.PublicKey);

    internal List<ReadingMessage> Kept { get; } = [];

    internal List<byte[]> KeptHashes { get; } = [];

    internal List<Hello> Hellos { get; } = [];

    internal List<Evidence> Evidence { get; } = [];

    /// <summary>The session it would answer in; null before a hello and after <see cref="Restart"/>.</summary>
    internal DownlinkSession? Session { get; private set; }

    /// <summary>Result of the next new message; kept unless set.</summary>
    internal Func<ReadingMessage, uint>? Judge { get; set; }

    /// <summary>Whether it asks for evidence in its challenges.</summary>
    internal bool WantsEvidence { get; set; }

    /// <summary>Verdict on evidence.</summary>
    internal byte Verdict { get; set; }

    /// <summary>Whether it leaves hellos without an answer.</summary>
    internal bool IsDeaf { get; set; }

    internal static byte[] EvidenceNonce { get; } = [.. Enumerable.Range(7, 32).Select(i => (byte)i)];

    /// <summary>Forgets what a process forgets.</summary>
    internal void Restart() => Session = null;

    /// <summary>Takes what came up; gives the answer with its topic, or null.</summary>
    internal (string Topic, byte[] Message)? Take(string topic, byte[] bytes, long unixMs)
    {
        try
        {
            byte[]? answer = topic.EndsWith("/hello", StringComparison.Ordinal) ? Greet(bytes, unixMs)
                : topic.EndsWith("/evidence", StringComparison.Ordinal) ? Appraise(bytes, unixMs)
                : Keep(bytes, unixMs);
            bool isChallenge = topic.EndsWith("/hello", StringComparison.Ordinal);
            return answer == null ? null : (isChallenge ? Topics.ChallengeOf(NodeWorld.Urn) : Topics.SessionOf(NodeWorld.Urn), answer);
        }
        catch (WireFormatException)
        {
            return null;
        }
    }

    internal byte[] Seal(DownlinkKind kind, long unixMs, byte[] body) => Session!.Seal(kind, unixMs, body);

    internal bool Has(string hash) => _hashes.Contains(hash);

    /// <summary>A challenge by the holder of any key, for any node and nonce.</summary>
    internal static byte[] MakeChallenge(byte[] signer, byte[] node, byte[] nonce, byte[] ephemeral, long unixMs, byte[] evidenceNonce)
    {
        byte[] header = TypedMessage.EncodeHeader(CoseLabels.Es256, Challenge.ContentType, CoseKey.Thumbprint(signer));
        byte[] payload = Challenge.EncodePayload(node, nonce, ephemeral, unixMs, evidenceNonce);
        return TypedMessage.Sign1(header, payload, FakeCurve.Sign(signer, TypedMessage.DigestOf(header, payload)));
    }

    internal static byte[] MakeSharedChallenge(byte[] key, byte[] nonce, long unixMs)
    {
        byte[] thumbprint = CoseKey.SymmetricThumbprint(SharedKey);
        byte[] header = TypedMessage.EncodeHeader(CoseLabels.Hmac256, Challenge.ContentType, thumbprint);
        return CoseMac0.Seal(key, header, Challenge.EncodePayload(thumbprint, nonce, [], unixMs, []));
    }

    private byte[]? Greet(byte[] bytes, long unixMs)
    {
        Hello hello = Hello.Parse(bytes);
        bool genuine = hello.Envelope.IsMac
            ? hello.Envelope.IsAuthenticUnder(SharedKey)
            : FakeCurve.Verifies(hello.PublicKey, hello.Envelope.Digest(), hello.Envelope.Signature);
        if (!genuine || IsDeaf)
        {
            return null;
        }

        Hellos.Add(hello);
        if (hello.Envelope.IsMac)
        {
            byte[] shared = MakeSharedChallenge(SharedKey, hello.Nonce, unixMs);
            Session = DownlinkSession.Derive(SharedKey, hello.Nonce, shared);
            return shared;
        }

        byte[] ephemeral = FakeCurve.PublicKey(150 + (++_keys % 40));
        byte[] challenge = MakeChallenge(ServiceKey, NodeThumbprint, hello.Nonce, ephemeral, unixMs, WantsEvidence ? EvidenceNonce : []);
        Session = DownlinkSession.Derive(FakeCurve.Agree(hello.PublicKey, ephemeral), hello.Nonce, challenge);
        return challenge;
    }

    private byte[]? Appraise(byte[] bytes, long unixMs)
    {
        Evidence evidence = Wire.Evidence.Parse(bytes);
        CborWriter writer = new(Wire.Evidence.MaxLength);
        evidence.Envelope.WriteSigStructure(writer, []);
        byte[] signature = bytes[evidence.Envelope.SignatureOffset..(evidence.Envelope.SignatureOffset + CoseSign1.SignatureLength)];
        if (!FakeCurve.Verifies(FakeElement.PublicKey, Sha256.HashData(writer.ToArray()), signature))
        {
            return null;
        }

        Evidence.Add(evidence);
        return Session?.Seal(DownlinkKind.Appraisal, unixMs, [Verdict]);
    }

    private byte[]? Keep(byte[] bytes, long unixMs)
    {
        if (CoseMac0.IsTagged(bytes))
        {
            return MacReadingMessage.Parse(bytes).IsAuthenticUnder(SharedKey) ? Answer(bytes, 0, unixMs) : null;
        }

        ReadingMessage message = ReadingMessage.Parse(bytes);
        if (!FakeElement.IsGenuine(message))
        {
            return null;
        }

        byte[] hash = Sha256.HashData(bytes);
        uint result = Acknowledgement.Kept;
        if (!_hashes.Contains(Convert.ToHexString(hash)))
        {
            result = Judge?.Invoke(message) ?? Acknowledgement.Kept;
            if (result == Acknowledgement.Kept)
            {
                Keep(message, hash);
            }
        }

        return Answer(bytes, result, unixMs);
    }

    private byte[]? Answer(byte[] bytes, uint result, long unixMs) =>
        Session?.Seal(DownlinkKind.Acknowledgement, unixMs, new Acknowledgement(Sha256.HashData(bytes), result).Encode());

    private void Keep(ReadingMessage message, byte[] hash)
    {
        if (Kept.Count > 0)
        {
            ReadingHeader last = Kept[^1].Header;
            ReadingHeader next = message.Header;
            Assert.True(next.Boot > last.Boot || (next.Boot == last.Boot && next.Sequence > last.Sequence), "out of order");
            bool chained = next.Previous.AsSpan().SequenceEqual(KeptHashes[^1]);
            bool gapVisible = next.Boot > last.Boot || next.Sequence > last.Sequence + 1;
            Assert.True(chained || gapVisible, "a break in the chain that sequence numbers do not show");
        }

        Kept.Add(message);
        KeptHashes.Add(hash);
        _hashes.Add(Convert.ToHexString(hash));
    }
}
