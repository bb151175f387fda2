namespace Enviro.Tpm;

/// <summary>What a <see cref="TpmSigningKey"/> is for. Each purpose has a key and a persistent handle of its own.</summary>
public enum TpmKeyPurpose
{
    /// <summary>Signs the certificates of nodes; at 0x81010003.</summary>
    CertificateAuthority,

    /// <summary>Signs what the gateway says to nodes and clients; at 0x81010004.</summary>
    GatewayService,
}
