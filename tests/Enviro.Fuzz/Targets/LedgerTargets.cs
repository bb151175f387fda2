using Enviro.Ledger;

namespace Enviro.Fuzz;

/// <summary>What a ledger is made of: whoever verifies a copy has it from a stranger.</summary>
internal static class LedgerTargets
{
    internal static IEnumerable<FuzzTarget> All =>
    [
        new FuzzTarget<BlockHeader>
        {
            Name = "block-header",
            Decoders = ["BlockHeader.Parse"],
            Holds = "encoded again it has the same bytes; it cannot stand behind itself",
            Seeds = static () => [SeedLedger.Header.Encode()],
            Decoder = BlockHeader.Parse,
            Checker = static (input, header) =>
            {
                Expect.Canonical(input, header.Encode());
                Expect.That(header.FindBrokenLink(header, BlockHeader.HashOf(input)) is not null, "a block cannot stand behind itself");
                header.FindBrokenLink(null, []);
            },
        },
        new FuzzTarget<Seal>
        {
            Name = "seal",
            Decoders = ["Seal.Parse", "Seal.FromEnvelope", "Seal.FromQuote"],
            Holds = "encoded again it has the same bytes, and so has one made of its parts",
            Seeds = SeedLedger.Seals,
            Decoder = Seal.Parse,
            Checker = static (input, seal) =>
            {
                Expect.Canonical(input, seal.Encode());
                Expect.Canonical(input, (seal.IsQuote ? Seal.FromQuote(seal.Attest!, seal.Signature) : Seal.FromEnvelope(input)).Encode());
            },
        },
        new FuzzTarget<EntryContext>
        {
            Name = "entry-context",
            Decoders = ["EntryContext.Parse"],
            Holds = "encoded again it has the same bytes",
            Seeds = SeedLedger.Contexts,
            Decoder = EntryContext.Parse,
            Checker = static (input, context) => Expect.Canonical(input, context.Encode()),
        },
        new FuzzTarget<EntryLeaf>
        {
            Name = "entry-leaf",
            Decoders = ["EntryLeaf.Parse"],
            Holds = "encoded again it has the same bytes; what a row claims beside it is judged without a fault",
            Seeds = static () => [EntryLeaf.Encode(EntryKind.Reading, SeedMessages.Nonce, SeedMessages.HelloNonce)],
            Decoder = EntryLeaf.Parse,
            Checker = static (input, leaf) =>
            {
                Expect.Canonical(input, EntryLeaf.Encode(leaf.Kind, leaf.MessageCommitment, leaf.ContextCommitment));
                Expect.That(new StoredEntry { Index = 0, Kind = leaf.Kind, Leaf = input }.MatchesLeaf(), "an erased entry matches its leaf");
                StoredEntry other = new() { Index = 0, Kind = leaf.Kind, Leaf = input, Message = [1], MessageSalt = new byte[EntryLeaf.SaltLength] };
                Expect.That(!other.MatchesLeaf(), "another message does not");
            },
        },
        new FuzzTarget<SignedMessage>
        {
            Name = "signed-message",
            Decoders = ["SignedMessage.Parse"],
            Holds = "signed again with its own signature it has the same bytes",
            Seeds = static () => [SeedLedger.Seals()[0]],
            Decoder = static input => SignedMessage.Parse(input, Seal.ContentType, Seal.MaxLength),
            Checker = static (input, message) => Expect.Canonical(input, SignedMessage.Sign(EchoKey.Of(input), Seal.ContentType, message.Payload)),
        },
    ];
}
