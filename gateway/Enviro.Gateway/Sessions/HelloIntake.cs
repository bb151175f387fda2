using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>
/// Answers hellos with challenges, and opens the sessions that come of them. Keys that are not enrolled are answered too, so that they can show
/// their evidence; nothing else is open to them.
/// </summary>
internal sealed class HelloIntake(GatewayParts parts)
{
    private readonly HelloLimits _limits = new();

    /// <summary>Whether this client's hello is looked at; asked in the order of arrival.</summary>
    internal bool Admits(Arrival arrival) => _limits.AllowsClient(arrival.Source, arrival.ReceivedAtMs);

    /// <summary>Judges a hello in its place, and adds the answer to the departures.</summary>
    internal void Judge(Arrival arrival, HelloAppraisal appraisal, List<Departure> departures)
    {
        (AppraisalResult Result, string Detail)? refusal = appraisal.Result != AppraisalResult.Accepted ? (appraisal.Result, appraisal.Detail)
            : appraisal.Node is { } node ? JudgeEnrolled(appraisal.Hello!, node)
            : JudgeStranger(appraisal.Hello!, arrival.ReceivedAtMs);
        if (refusal is { } refused)
        {
            parts.Refuse(arrival, refused.Result, refused.Detail);

            // The newcomer under a URN that is taken may show its evidence, for the operator to decide; nobody else is answered.
            if (refused.Result != AppraisalResult.ClonedIdentity)
            {
                return;
            }
        }

        try
        {
            OpenSession(appraisal.Hello!, appraisal.Node, arrival, departures);
        }
        catch (LedgerException failure) when (failure.Fault == LedgerFault.KeyUnusable)
        {
            parts.Logger.LogError("A hello of {Node} is not answered, it will be repeated: {Failure}", appraisal.Hello!.Urn, failure.Message);
        }
    }

    private (AppraisalResult Result, string Detail)? JudgeEnrolled(Hello hello, NodeRecord node) =>
        node.Urn != hello.Urn ? (AppraisalResult.KeyMoved, $"key {GatewayParts.Name(node.Thumbprint)} is enrolled as {node.Urn} and says hello as {hello.Urn}")
        : node.Status == NodeStatus.Revoked ? (AppraisalResult.Revoked, $"{node.Urn}, key {GatewayParts.Name(node.Thumbprint)}: {node.LastStatusChange!.Reason}")
        : parts.Sessions.IsReplay(hello) || hello.Boot < node.Attestation?.Boot ? (AppraisalResult.Replayed, $"a hello of {hello.Urn} from before, of boot {hello.Boot}")
        : null;

    private (AppraisalResult Result, string Detail)? JudgeStranger(Hello hello, long nowMs)
    {
        string key = GatewayParts.Name(hello.Envelope.KeyId);
        if (parts.Sessions.IsReplay(hello))
        {
            return (AppraisalResult.Replayed, $"a hello of {hello.Urn} from before, of boot {hello.Boot}");
        }

        if (!_limits.AllowsStranger(nowMs))
        {
            return (AppraisalResult.TooManyHellos, $"key {key} as {hello.Urn}: too many keys that are not enrolled say hello");
        }

        if (parts.Store.FindPending(hello.Envelope.KeyId) is { } pending && pending.Urn != hello.Urn)
        {
            parts.Store.ContestPending(pending.Thumbprint, pending.Thumbprint);
            return (AppraisalResult.KeyMoved, $"key {key} waits for approval as {pending.Urn} and says hello as {hello.Urn}");
        }

        return parts.HolderOf(hello.Urn) is { } holder
            ? (AppraisalResult.ClonedIdentity, $"key {key} says hello as {hello.Urn}, which is key {GatewayParts.Name(holder.Thumbprint)}")
            : null;
    }

    private void OpenSession(Hello hello, NodeRecord? node, Arrival arrival, List<Departure> departures)
    {
        long nowMs = arrival.ReceivedAtMs;
        byte[] thumbprint = hello.Envelope.KeyId;
        bool isFresh = node is not null && IsFresh(node, hello.Boot, nowMs);
        bool canAttest = !hello.Envelope.IsMac && (node is null || parts.State.Policy is not null);
        bool asksEvidence = canAttest && !isFresh && node?.Status != NodeStatus.Suspended;
        byte[] nonce = asksEvidence ? parts.NewNonce() : [];
        (byte[] challenge, byte[] secret) = hello.Envelope.IsMac ? ChallengeShared(hello, nowMs) : ChallengeSigned(hello, nowMs, nonce);
        NodeSession session = new(hello.Urn, hello.PublicKey, thumbprint, hello.Boot, DownlinkSession.Derive(secret, hello.Nonce, challenge))
        {
            Source = arrival.Source,
            IsSecure = arrival.IsSecure,
            SettingsVersion = isFresh ? Evidence.Parse(node!.Attestation!.Evidence.Evidence).Claims.SettingsVersion : 0,
        };
        CryptographicOperations.ZeroMemory(hello.Envelope.IsMac ? [] : secret);
        if (asksEvidence)
        {
            session.Expect(nonce, nowMs);
        }
        else if (canAttest)
        {
            session.NextChallengeAtMs = isFresh ? node!.Attestation!.AtMs + parts.AttestationIntervalMs : nowMs;
        }

        parts.Sessions.Open(session, hello.Nonce, isStranger: node is null);
        departures.Add(new Departure(Topics.ChallengeOf(hello.Urn), challenge));
        if (node is not null && parts.Options.SampleIntervalS > 0)
        {
            departures.Add(session.Seal(DownlinkKind.Configuration, nowMs, new NodeConfiguration(parts.Options.SampleIntervalS).Encode()));
        }

        if (!asksEvidence)
        {
            // Otherwise its evidence says first what it has.
            parts.Settings.Want(session);
        }
    }

    private bool IsFresh(NodeRecord node, uint boot, long nowMs) =>
        node.Attestation is { } last && last.Boot == boot && Math.Abs(nowMs - last.AtMs) < parts.AttestationIntervalMs;

    private (byte[] Challenge, byte[] Secret) ChallengeShared(Hello hello, long nowMs)
    {
        byte[] key = parts.SharedKeys.Find(hello.Envelope.KeyId)!;
        byte[] header = TypedMessage.EncodeHeader(CoseLabels.Hmac256, Challenge.ContentType, hello.Envelope.KeyId);
        return (CoseMac0.Seal(key, header, Challenge.EncodePayload(hello.Envelope.KeyId, hello.Nonce, [], nowMs, [])), key);
    }

    private (byte[] Challenge, byte[] Secret) ChallengeSigned(Hello hello, long nowMs, byte[] evidenceNonce)
    {
        using EphemeralKey ephemeral = new(parts.Random);
        ISigningKey service = parts.Keys.Service;
        byte[] header = TypedMessage.EncodeHeader(CoseLabels.Es256, Challenge.ContentType, service.Thumbprint);
        byte[] payload = Challenge.EncodePayload(hello.Envelope.KeyId, hello.Nonce, ephemeral.PublicKey, nowMs, evidenceNonce);

        // Its signature verified, so the node's key is a point of the curve.
        byte[] secret = ephemeral.Agree(hello.PublicKey)!;
        return (TypedMessage.Sign1(header, payload, service.SignDigest(TypedMessage.DigestOf(header, payload))), secret);
    }
}
