namespace Enviro.Wire.SelfTest;

/// <summary>The vector of a session: hello, challenge, the session both derive, its first message, and the evidence.</summary>
internal static class SessionTrials
{
    internal static void Run(Tally tally)
    {
        P256 curve = new P256();
        byte[] nodeKey = Hex.Decode(Vectors.NodeKey);
        Hello hello = Hello.Parse(Hex.Decode(Vectors.Hello));
        tally.True("hello-urn", hello.Urn == Vectors.Urn);
        tally.Equal("hello-key", Vectors.NodeKey, hello.PublicKey);
        tally.True("hello-verify", curve.Verify(nodeKey, hello.Envelope.Digest(), hello.Envelope.Signature));
        byte[] header = TypedMessage.EncodeHeader(CoseLabels.Es256, Hello.ContentType, hello.Envelope.KeyId);
        byte[] payload = Hello.EncodePayload(hello.Urn, hello.PublicKey, hello.Nonce, hello.Boot);
        tally.Equal("hello-message", Vectors.Hello, TypedMessage.Sign1(header, payload, hello.Envelope.Signature));

        byte[] challengeMessage = Hex.Decode(Vectors.Challenge);
        Challenge challenge = Challenge.Parse(challengeMessage);
        tally.True("challenge-verify", curve.Verify(Hex.Decode(Vectors.ServiceKey), challenge.Envelope.Digest(), challenge.Envelope.Signature));
        tally.Equal("challenge-nonce", Hex.Encode(hello.Nonce), challenge.HelloNonce);
        header = TypedMessage.EncodeHeader(CoseLabels.Es256, Challenge.ContentType, challenge.Envelope.KeyId);
        payload = Challenge.EncodePayload(challenge.Node, challenge.HelloNonce, challenge.EphemeralKey, challenge.TimeMs, challenge.EvidenceNonce);
        tally.Equal("challenge-message", Vectors.Challenge, TypedMessage.Sign1(header, payload, challenge.Envelope.Signature));
        byte[] secret = new byte[P256.SharedSecretLength];
        tally.True("session-agree", curve.TryAgree(Hex.Decode(Vectors.NodePrivateKey), challenge.EphemeralKey, secret));
        tally.Equal("session-secret", Vectors.Secret, secret);

        DownlinkSession gateway = DownlinkSession.Derive(secret, hello.Nonce, challengeMessage);
        DownlinkSession node = DownlinkSession.Derive(secret, hello.Nonce, challengeMessage);
        byte[] downlink = gateway.Seal(DownlinkKind.Acknowledgement, Vectors.TimeMs, new Acknowledgement(Hex.Decode(Vectors.ReadingHash), 0).Encode());
        tally.Equal("session-message", Vectors.Downlink, downlink);
        DownlinkMessage? opened = node.Open(downlink);
        tally.Equal("session-acknowledgement", Vectors.ReadingHash, opened == null ? [] : Acknowledgement.Parse(opened.Body).MessageHash);
        DownlinkMessage? again = node.Open(downlink);
        tally.True("session-replay", again == null || again.IsReplay);
        downlink[downlink.Length - 1] ^= 1;
        tally.True("session-altered", node.Open(downlink) == null);
        RunEvidence(tally, curve, nodeKey, challenge);
    }

    private static void RunEvidence(Tally tally, P256 curve, byte[] nodeKey, Challenge challenge)
    {
        Evidence evidence = Evidence.Parse(Hex.Decode(Vectors.Evidence));
        tally.Equal("evidence-nonce", Hex.Encode(challenge.EvidenceNonce), evidence.Claims.Nonce);
        tally.Equal("evidence-ueid", Hex.Encode(EvidenceClaims.UeidOf(Vectors.Urn)), evidence.Claims.Ueid);
        CborWriter structure = new CborWriter(Evidence.MaxLength);
        evidence.Envelope.WriteSigStructure(structure, []);
        byte[] signature = new byte[CoseSign1.SignatureLength];
        System.Array.Copy(evidence.Envelope.Message, evidence.Envelope.SignatureOffset, signature, 0, signature.Length);
        tally.True("evidence-verify", curve.Verify(nodeKey, Sha256.HashData(structure.ToArray()), signature));
        byte[] header = Evidence.EncodeHeader(evidence.KeyId, evidence.Certificates);
        tally.Equal("evidence-message", Vectors.Evidence, TypedMessage.Sign1(header, evidence.Claims.Encode(), signature));
    }
}
