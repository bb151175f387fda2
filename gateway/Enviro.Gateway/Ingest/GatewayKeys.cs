using Enviro.Ledger;

namespace Enviro.Gateway;

/// <summary>The keys a gateway works with. Whoever made them disposes of them.</summary>
/// <param name="Seal">Seals blocks.</param>
/// <param name="Service">Signs challenges and attestations.</param>
/// <param name="Operator">Signs charter, enrolments and policy.</param>
/// <param name="SharedKeyOf">
/// The key a node of this URN shares with the gateway, 32 bytes, or null. One that is there and cannot be used raises <see cref="LedgerException"/>.
/// </param>
public sealed record GatewayKeys(ISealKey Seal, ISigningKey Service, ISigningKey Operator, Func<string, byte[]?> SharedKeyOf);
