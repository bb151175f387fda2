using System.Text.Json.Serialization;

namespace Enviro.Gateway;

/// <summary>What the authority keeps of a device it certified. Binary members are hexadecimal; nothing in it is secret.</summary>
public sealed class IssuedDevice
{
    /// <summary>The chip's serial number.</summary>
    public required string SerialNumber { get; init; }

    /// <summary>The node's URN.</summary>
    public required string Urn { get; init; }

    /// <summary>The identity key X‖Y.</summary>
    public required string PublicKey { get; init; }

    /// <summary>The attestation key X‖Y.</summary>
    public required string AttestationKey { get; init; }

    /// <summary>The authority's nonce, the chip's random number, its configuration and its signature: the proof of the key's birth.</summary>
    public required string NumIn { get; init; }

    /// <summary>The chip's random number in the proof.</summary>
    public required string Random { get; init; }

    /// <summary>The configuration zone in the proof.</summary>
    public required string Configuration { get; init; }

    /// <summary>The chip's signature in the proof.</summary>
    public required string Proof { get; init; }

    /// <summary>The certificate in DER.</summary>
    public required string Certificate { get; init; }

    /// <summary>The compressed certificate, 72 bytes, as the chip stores it.</summary>
    public required string Compressed { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(IssuedDevice))]
[JsonSerializable(typeof(AuthoritySettings))]
internal sealed partial class AuthorityJson : JsonSerializerContext;

/// <summary>What <c>authority/authority.json</c> says.</summary>
internal sealed class AuthoritySettings
{
    /// <summary>The key's URI.</summary>
    public required string Key { get; init; }

    /// <summary>The certificate's file, relative to the data folder.</summary>
    public required string Certificate { get; init; }

    /// <summary>IANA enterprise number of which node URNs are made.</summary>
    public required uint Enterprise { get; init; }
}
