using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enviro.Ledger;
using Enviro.Tpm;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>
/// A deployment's certificate authority: verifies what a secure element shows of its key's birth and certifies the key. For one thread at a time.
/// </summary>
/// <remarks>
/// A blank chip brings no root of trust: that the attestation key is in a chip at all is the bench's word, whose host reads the chip itself. What
/// the proof adds is that the certified key was born in the chip whose configuration was read, and nowhere else, and can be checked again from the
/// record.
/// </remarks>
public sealed class CertificateAuthority : IDeviceAuthority, IDisposable
{
    private const int DeviceYears = 20;

    private readonly ISigningKey _key;
    private readonly IIssuedRecords _records;
    private readonly ChipConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly byte[] _keyId;
    private byte[]? _nonce;

    /// <summary>Composes an authority; <see cref="Open"/> and <see cref="AuthoritySetup"/> do so from a data folder.</summary>
    /// <param name="key">Its key; disposed with it.</param>
    /// <param name="certificate">Its certificate, of that key; disposed with it.</param>
    /// <param name="enterprise">The deployment's IANA enterprise number.</param>
    /// <param name="records">Where it keeps what it issued.</param>
    /// <param name="configuration">What the configuration zone of a chip it certifies must be.</param>
    /// <param name="time">The clock certificates are dated by.</param>
    public CertificateAuthority(
        ISigningKey key, X509Certificate2 certificate, uint enterprise, IIssuedRecords records, ChipConfiguration configuration, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        Certificate = certificate;
        Enterprise = enterprise;
        _records = records;
        _configuration = configuration;
        _time = time;
        _keyId = DeviceCertificate.KeyIdOf(key.PublicKey);
    }

    /// <summary>Its certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Its public key X‖Y, 64 bytes.</summary>
    public byte[] PublicKey => _key.PublicKey;

    /// <summary>The enterprise number of the URNs it certifies.</summary>
    public uint Enterprise { get; }

    /// <inheritdoc/>
    public string Refusal { get; private set; } = "";

    /// <summary>Makes the self-signed certificate of an authority's key.</summary>
    public static X509Certificate2 CreateCertificate(ISigningKey key, string name, DateTimeOffset now, IRandomSource? random = null) =>
        AuthorityCertificate.Create(key, name, now, random ?? SystemRandomSource.Instance);

    /// <summary>
    /// Opens the authority of a data folder. <see cref="GatewayConfigurationException"/> and <see cref="LedgerException"/> say what to mend.
    /// </summary>
    public static CertificateAuthority Open(string directory, ChipConfiguration configuration, TimeProvider time)
    {
        AuthorityFolder folder = new(directory);
        AuthorityOptions options = folder.ReadOptions()
            ?? throw new GatewayConfigurationException($"{directory} has no certificate authority yet. Make one with: enviro authority init {directory}");
        string path = AuthoritySetup.CertificatePath(directory, options.Name);
        X509Certificate2 certificate = AuthoritySetup.LoadCertificate(path);
        ISigningKey? key = null;
        try
        {
            if (KeyUri.TryGetFile(options.Key, directory, out string? file) && !File.Exists(file))
            {
                throw new GatewayConfigurationException($"The authority's key {file} is missing. Restore it from a backup; a new key would be another authority.");
            }

            key = SigningKeys.Open(options.Key, directory, TpmKeyPurpose.CertificateAuthority);
            return key.PublicKey.AsSpan().SequenceEqual(AuthorityCertificate.PublicKeyOf(certificate))
                ? new CertificateAuthority(key, certificate, options.Enterprise, folder, configuration, time)
                : throw new GatewayConfigurationException($"The key {options.Key} is not the one that {path} certifies. Put that key, or that certificate, back.");
        }
        catch
        {
            key?.Dispose();
            certificate.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public byte[] CreateNonce() => [.. _nonce = RandomNumberGenerator.GetBytes(DeviceBirth.NonceLength)];

    /// <inheritdoc/>
    public IssuedDevice? Find(byte[] serialNumber, byte[] publicKey, byte[] attestationKey)
    {
        if (_records.Find(serialNumber) is not IssuedRecord record)
        {
            return null;
        }

        try
        {
            // A record is believed for what it proves, not for being there: birth and certificate are verified again.
            DeviceBirth birth = record.ToBirth();
            IssuedDevice issued = record.ToIssued();
            byte[] certificate = issued.Rebuild(serialNumber, publicKey, attestationKey);
            return birth.PublicKey.AsSpan().SequenceEqual(publicKey) && birth.Quote.AttestationKey.AsSpan().SequenceEqual(attestationKey)
                && FaultOf(birth) is null && FaultOf(certificate) is null
                ? issued
                : null;
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException or WireFormatException)
        {
            throw new GatewayConfigurationException(
                $"The authority's record of chip {record.SerialNumber} is damaged ({malformed.Message}). Restore it from a backup, or delete it if the chip is new.", malformed);
        }
    }

    /// <inheritdoc/>
    public IssuedDevice? Certify(DeviceBirth birth)
    {
        ArgumentNullException.ThrowIfNull(birth);
        if (!TakeNonce(birth.Nonce) || FaultOf(birth) is { } fault && Refuse(fault))
        {
            return null;
        }

        DateTimeOffset now = _time.GetUtcNow();
        byte[] serialNumber = Atecc608Configuration.SerialNumber(birth.Quote.Configuration);
        string urn = NodeUrn.OfSerialNumber(Enterprise, serialNumber);
        CertificateDates dates;
        try
        {
            dates = new CertificateDates(now.Year, now.Month, now.Day, now.Hour, DeviceYears);
        }
        catch (ArgumentException)
        {
            Refuse($"this machine's clock says {now:yyyy-MM-dd}; a chip's certificate has room for 2000 to 2031. Set the clock.");
            return null;
        }

        byte[] tbs = new DeviceCertificate(urn, birth.PublicKey, birth.Quote.AttestationKey, Certificate.SubjectName.RawData, _keyId, dates).EncodeTbs();
        byte[] signature = _key.SignDigest(SHA256.HashData(tbs));
        IssuedDevice issued = new(
            new CompressedCertificate(signature, dates, _keyId), new IssuerRecord(Enterprise, _keyId, Certificate.SubjectName.RawData));
        _records.Store(IssuedRecord.Of(urn, birth, issued, DeviceCertificate.Assemble(tbs, signature), now));
        return issued;
    }

    /// <inheritdoc/>
    public bool Accepts(byte[] certificate, byte[] publicKey, ChipQuote quote)
    {
        ArgumentNullException.ThrowIfNull(quote);
        byte[]? nonce = _nonce;
        _nonce = null;
        if (nonce is null || !Es256.Verify(
            quote.AttestationKey,
            Atecc608Evidence.QuoteDigest(DeviceBirth.NumInOf(nonce), quote.Random, quote.Configuration, DeviceBirth.AttestationSlot),
            quote.Signature))
        {
            return !Refuse("the quote of its configuration does not verify.");
        }

        if (FaultOf(certificate) is { } fault)
        {
            return !Refuse(fault);
        }

        // The certificate has one form: what it names is checked by making it again.
        byte[] serialNumber = Atecc608Configuration.SerialNumber(quote.Configuration);
        if (!_configuration.IsIn(quote.Configuration) || !Atecc608Configuration.IsLocked(quote.Configuration))
        {
            return !Refuse("its configuration is not the deployment's, or not locked.");
        }

        using X509Certificate2 parsed = X509CertificateLoader.LoadCertificate(certificate);
        bool names = publicKey.AsSpan().SequenceEqual(AuthorityCertificate.PublicKeyOf(parsed))
            && parsed.Extensions[DeviceCertificate.AttestationKeyExtension]?.RawData.AsSpan().EndsWith(quote.AttestationKey) == true
            && parsed.GetNameInfo(X509NameType.SimpleName, false) == NodeUrn.OfSerialNumber(Enterprise, serialNumber);
        return names || !Refuse("its certificate is for another key, attestation key or name.");
    }

    /// <summary>
    /// COSE Key Thumbprint of the key it certified for a node, 32 bytes; null where it has no record of that URN, which a vendor's chip has not. The record is
    /// not verified again.
    /// </summary>
    public byte[]? ThumbprintOf(string urn)
    {
        ArgumentNullException.ThrowIfNull(urn);
        string prefix = NodeUrn.OfSerialNumber(Enterprise, new byte[NodeUrn.SerialNumberLength])[..^(2 * NodeUrn.SerialNumberLength)];
        byte[] serialNumber = new byte[NodeUrn.SerialNumberLength];
        bool isOurs = urn.StartsWith(prefix, StringComparison.Ordinal)
            && urn.Length == prefix.Length + (2 * serialNumber.Length)
            && Convert.FromHexString(urn.AsSpan(prefix.Length), serialNumber, out _, out _) == System.Buffers.OperationStatus.Done;
        return isOurs && _records.Find(serialNumber) is { } record && record.Urn == urn ? CoseKey.Thumbprint(Convert.FromHexString(record.PublicKey)) : null;
    }

    /// <summary>The time its certificates are dated by.</summary>
    internal DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Certifies the key of the deployment's gateway as a TLS server for these hosts, from the last full hour on.</summary>
    internal X509Certificate2 CertifyServer(ECDsa serverKey, IReadOnlyList<string> hosts, int days)
    {
        DateTimeOffset now = Now.ToUniversalTime();
        DateTimeOffset from = new(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        DateTimeOffset to = from.AddDays(days);
        return from >= Certificate.NotBefore && to <= Certificate.NotAfter
            ? AuthorityCertificate.CreateServer(_key, Certificate, serverKey, hosts, from, to)
            : throw new GatewayConfigurationException(
                $"The authority's own certificate is valid from {Certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm}Z to {Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm}Z, and a server's must lie within: set this machine's clock, or give fewer --days.");
    }

    /// <summary>Signs a node's settings, which name this authority from then on. A key that cannot sign now raises <see cref="LedgerException"/>.</summary>
    internal byte[] Sign(SettingsDocument settings)
    {
        settings.AuthorityKey = _key.PublicKey;
        return _key.SignCoseSign1(settings.EncodeHeader(), settings.EncodePayload());
    }

    /// <summary>Gives the key back.</summary>
    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private string? FaultOf(DeviceBirth birth)
    {
        byte[] configuration = birth.Quote.Configuration;
        return !_configuration.IsIn(configuration) ? "its configuration is not the deployment's."
            : !Atecc608Configuration.IsLocked(configuration) ? "its zones are not locked."
            : birth.Quote.AttestationKey.AsSpan().SequenceEqual(birth.PublicKey) ? "its attestation key is its identity key, which signs anything."
            : !Es256.Verify(birth.Quote.AttestationKey, birth.QuoteDigest(), birth.Quote.Signature) ? "the quote of its configuration does not verify."
            : !Es256.Verify(birth.Quote.AttestationKey, birth.ProofDigest(), birth.Signature) ? "the proof of its key's birth does not verify."
            : null;
    }

    private string? FaultOf(byte[] certificate)
    {
        try
        {
            using X509Certificate2 device = X509CertificateLoader.LoadCertificate(certificate);
            using X509Chain chain = new();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(Certificate);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
            return chain.Build(device)
                ? null
                : $"its certificate, issued by {device.Issuer}, is not this authority's ({string.Join(", ", chain.ChainStatus.Select(status => status.Status))}).";
        }
        catch (CryptographicException)
        {
            return "what it holds is no certificate.";
        }
    }

    private bool TakeNonce(byte[] nonce)
    {
        bool isFresh = _nonce is not null && nonce.AsSpan().SequenceEqual(_nonce);
        _nonce = null;
        return isFresh || !Refuse("its evidence is over another nonce.");
    }

    private bool Refuse(string why)
    {
        Refusal = why;
        return true;
    }
}
