using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>Transactions of the registers, and the registers themselves.</summary>
internal static class TransactionTargets
{
    private static readonly EntryKind[] s_kinds =
        [EntryKind.Charter, EntryKind.GatewayEnrolled, EntryKind.NodeEnrolled, EntryKind.NodeAttested, EntryKind.NodeStatus, EntryKind.Policy, EntryKind.Calibration];

    private static readonly string[] s_contentTypes =
    [
        Charter.ContentType, GatewayEnrolment.ContentType, NodeEnrolment.ContentType, NodeAttestation.ContentType, NodeStatusChange.ContentType,
        AttestationPolicy.ContentType, Calibration.ContentType,
    ];

    internal static IEnumerable<FuzzTarget> All =>
    [
        new FuzzTarget<Charter>
        {
            Name = "charter",
            Decoders = ["Charter.TryParse"],
            Holds = "signed again with its own signature it has the same bytes",
            Seeds = static () => [SeedLedger.CharterMessage],
            Decoder = static input => Charter.TryParse(input, out Charter? charter) ? charter : null,
            Checker = static (input, charter) =>
            {
                using Es256Key key = charter.OperatorKey;
                Expect.Canonical(input, Charter.Sign(EchoKey.Of(input, key.PublicKey), charter.Name, charter.CreatedAtMs));
            },
        },
        Transaction("gateway-enrolment", "GatewayEnrolment.Parse", SeedLedger.Gateways, GatewayEnrolment.Parse, static (parsed, key) => parsed.Sign(key)),
        Transaction("node-enrolment", "NodeEnrolment.Parse", SeedLedger.Nodes, NodeEnrolment.Parse, static (parsed, key) => parsed.Sign(key)),
        Transaction("node-attestation", "NodeAttestation.Parse", SeedLedger.Attestations, NodeAttestation.Parse, static (parsed, key) => parsed.Sign(key)),
        Transaction("node-status", "NodeStatusChange.Parse", SeedLedger.Statuses, NodeStatusChange.Parse, static (parsed, key) => parsed.Sign(key)),
        Transaction("policy", "AttestationPolicy.Parse", static () => [SeedLedger.PolicyMessage], AttestationPolicy.Parse, static (parsed, key) => parsed.Sign(key)),
        Transaction("calibration", "Calibration.Parse", SeedLedger.Calibrations, Calibration.Parse, static (parsed, key) =>
        {
            parsed.Correct(ExactDecimal.Of(new Reading("a", "1", long.MinValue, -SenmlPack.MaxExponent)));
            parsed.Covers(SeedMessages.TimeMs);
            return parsed.Sign(key);
        }),
        new FuzzTarget<byte[]>
        {
            Name = "registers",
            Decoders = ["LedgerState.Apply", "LedgerState.Check"],
            Holds = "whatever an operator signs gets a verdict, checked and applied the same; an accepted one has its effect once",
            Seeds = Signable,
            Decoder = static input => input.Length > 0 && input[0] < s_kinds.Length ? input : null,
            Checker = CheckRegisters,
        },
    ];

    private static FuzzTarget<T> Transaction<T>(string name, string decoder, Func<byte[][]> seeds, Func<byte[], T> parse, Func<T, ISigningKey, byte[]> sign)
        where T : class => new()
        {
            Name = name,
            Decoders = [decoder],
            Holds = "signed again with its own signature it has the same bytes",
            Seeds = seeds,
            Decoder = parse,
            Checker = (input, parsed) => Expect.Canonical(input, sign(parsed, EchoKey.Of(input))),
        };

    // A kind and a payload; the signature is made when it is run, or no changed one would get past it.
    private static byte[][] Signable()
    {
        byte[][] messages =
        [
            SeedLedger.CharterMessage, SeedLedger.Gateways()[1], SeedLedger.Nodes()[2], SeedLedger.Attestations()[0], SeedLedger.Statuses()[0],
            SeedLedger.PolicyMessage, SeedLedger.Calibrations()[0],
        ];
        return [.. messages.Select((message, i) => (byte[])[(byte)i, .. PayloadOf(message)])];
    }

    private static byte[] PayloadOf(byte[] message)
    {
        CoseSign1 envelope = CoseSign1.Parse(message);
        return message.AsSpan(envelope.PayloadOffset, envelope.PayloadLength).ToArray();
    }

    private static void CheckRegisters(byte[] input, byte[] _)
    {
        int kind = input[0];
        SeedKey signer = s_kinds[kind] == EntryKind.NodeAttested ? SeedKey.Service : SeedKey.Operator;
        byte[] message = SignedMessage.Sign(signer.Fast, s_contentTypes[kind], input[1..]);
        LedgerState state = SeedLedger.State();
        RegisterResult foreseen = state.Check(s_kinds[kind], message);
        RegisterResult result = state.Apply(s_kinds[kind], message);
        Expect.That(foreseen == result, $"the verdict foreseen, {foreseen}, is the one given, {result}");
        Expect.That(result is not (RegisterResult.BadSignature or RegisterResult.MissingCharter), $"a signature made just now is good, and not {result}");
        if (result == RegisterResult.Accepted && s_kinds[kind] != EntryKind.Calibration)
        {
            Expect.That(state.Apply(s_kinds[kind], message) != RegisterResult.Accepted, "what was accepted is not accepted again");
        }

        Accessors.ReadAll(state);
    }
}
