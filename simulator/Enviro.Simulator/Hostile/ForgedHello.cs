using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>Hellos by whoever holds a key.</summary>
internal static class ForgedHello
{
    internal static byte[] Of(string urn, ISigningKey key, SimulationRandom random, uint boot = 1)
    {
        byte[] header = TypedMessage.EncodeHeader(CoseLabels.Es256, Hello.ContentType, key.Thumbprint);
        byte[] payload = Hello.EncodePayload(urn, key.PublicKey, random.Bytes(Hello.NonceLength), boot);
        return TypedMessage.Sign1(header, payload, key.SignDigest(TypedMessage.DigestOf(header, payload)));
    }
}
