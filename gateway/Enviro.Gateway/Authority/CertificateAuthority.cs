using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Enviro.Ledger;
using Enviro.Tpm;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>
/// The deployment's certificate authority: certifies the keys of chips whose proof of birth it has seen. Its key is in the gateway's TPM or in a file; its own
/// certificate lies in the trust folder, where the policy takes it from.
/// </summary>
public sealed class CertificateAuthority : ICertifier, IDisposable
{
    /// <summary>Folder of the authority's files in the data folder.</summary>
    public const string FolderName = "authority";

    private const string SettingsName = "authority.json";
    private const string IssuedName = "issued";
    private const int ValidYears = 30;
    private const int MaxNameLength = 64;

    private readonly string _directory;
    private readonly ISigningKey _key;
    private readonly X509Certificate2 _certificate;

    private readonly ChipConfiguration _configuration = ChipConfiguration.Load();
    private readonly TimeProvider _time;

    private CertificateAuthority(string directory, ISigningKey key, X509Certificate2 certificate, uint enterprise, TimeProvider time)
    {
        _time = time;
        _directory = directory;
        _key = key;
        _certificate = certificate;
        Enterprise = enterprise;
        KeyId = DeviceCertificate.KeyIdOf(key.PublicKey);
    }

    /// <summary>IANA enterprise number of which node URNs are made.</summary>
    public uint Enterprise { get; }

    /// <summary>Identifier of its key, 20 bytes.</summary>
    public byte[] KeyId { get; }

    /// <summary>Its own certificate, in DER.</summary>
    public byte[] Certificate => _certificate.RawData;

    /// <summary>Its name.</summary>
    public string Name => _certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    /// <summary>What a chip keeps of it.</summary>
    public IssuerRecord Issuer => new(Enterprise, KeyId, _certificate.SubjectName.RawData);

    /// <summary>
    /// Makes the authority of a data folder: key, self-signed certificate in <c>trust/</c>, settings. <see cref="AuthorityException"/> where one is there
    /// already: its certificates would no longer be believed.
    /// </summary>
    public static CertificateAuthority Create(string directory, string keyUri, string name, uint enterprise, TimeProvider time)
    {
        string folder = Path.Combine(directory, FolderName);
        string settings = Path.Combine(folder, SettingsName);
        if (File.Exists(settings))
        {
            throw new AuthorityException($"{settings} is there already: this deployment has its authority. `enviro authority show {directory}` tells which.");
        }

        if (name.Length is 0 or > MaxNameLength || name.Any(letter => char.IsControl(letter) || letter is '/' or '\\'))
        {
            throw new AuthorityException($"The name must have 1 to {MaxNameLength} characters, and no slash or control character.");
        }

        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(Path.Combine(directory, PolicyFile.TrustFolder));
        CreatePrivate(Path.Combine(directory, "keys"));
        ISigningKey key = SigningKeys.Open(keyUri, directory, TpmKeyPurpose.CertificateAuthority);
        try
        {
            X509Certificate2 certificate = SelfSign(key, name, time.GetUtcNow());
            string relative = Path.Combine(PolicyFile.TrustFolder, name.Replace(' ', '-') + ".pem");
            WriteDurably(Path.Combine(directory, relative), System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n"));
            AuthoritySettings made = new() { Key = keyUri, Certificate = relative, Enterprise = enterprise };

            // The settings come last: what was interrupted before is made anew, over the same key.
            WriteDurably(settings, JsonSerializer.SerializeToUtf8Bytes(made, AuthorityJson.Default.AuthoritySettings));
            return new CertificateAuthority(directory, key, certificate, enterprise, time);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Opens the authority of a data folder; <see cref="AuthorityException"/> says what is missing.</summary>
    public static CertificateAuthority Open(string directory, TimeProvider time)
    {
        string path = Path.Combine(directory, FolderName, SettingsName);
        try
        {
            AuthoritySettings settings = JsonSerializer.Deserialize(File.ReadAllBytes(path), AuthorityJson.Default.AuthoritySettings)
                ?? throw new AuthorityException($"{path} holds null; make the authority anew with `enviro authority init {directory}`.");
            X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(directory, settings.Certificate));
            ISigningKey key = SigningKeys.Open(settings.Key, directory, TpmKeyPurpose.CertificateAuthority);
            using ECDsa? certified = certificate.GetECDsaPublicKey();
            ECParameters? parameters = certified?.ExportParameters(false);
            if (parameters is not { } found || !found.Q.X.AsSpan().SequenceEqual(key.PublicKey.AsSpan(0, 32)))
            {
                key.Dispose();
                throw new AuthorityException($"{settings.Certificate} is not the certificate of the key {settings.Key}: put the key back that belongs to it.");
            }

            return new CertificateAuthority(directory, key, certificate, settings.Enterprise, time);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AuthorityException($"There is no authority in {directory}. Make one with `enviro authority init {directory}`.", missing);
        }
        catch (Exception damaged) when (damaged is JsonException or CryptographicException)
        {
            throw new AuthorityException($"{path}, or the certificate it names, is damaged: {damaged.Message}", damaged);
        }
    }

    /// <summary>The record of a device by its serial number (9 bytes); null where it has none.</summary>
    public IssuedDevice? Find(byte[] serialNumber)
    {
        string path = PathOf(serialNumber);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), AuthorityJson.Default.IssuedDevice) : null;
        }
        catch (JsonException damaged)
        {
            throw new AuthorityException($"{path} is damaged ({damaged.Message}). Restore it from a backup, or remove it to certify a new key of that chip.", damaged);
        }
    }

    /// <inheritdoc/>
    public byte[] NewNonce() => RandomNumberGenerator.GetBytes(ChipQuote.NumInLength);

    /// <inheritdoc/>
    public CompressedCertificate? Find(byte[] serialNumber, byte[] publicKey) =>
        Find(serialNumber) is IssuedDevice issued && Convert.FromHexString(issued.PublicKey).AsSpan().SequenceEqual(publicKey)
            ? CompressedCertificate.Parse(Convert.FromHexString(issued.Compressed))
            : null;

    /// <inheritdoc/>
    /// <remarks>One record for each serial number: a newer one takes the place of the older, whose key is gone from the chip.</remarks>
    public CompressedCertificate? Certify(
        byte[] numIn, byte[] random, byte[] configuration, byte[] publicKey, byte[] attestationKey, byte[] proof, out string fault)
    {
        BirthProof birth = new(numIn, random, configuration, publicKey, attestationKey, proof);
        fault = birth.FindFault(_configuration) ?? "";
        if (fault.Length > 0)
        {
            return null;
        }

        DateTime now = _time.GetUtcNow().UtcDateTime;
        CertificateDates dates = new(now.Year, now.Month, now.Day, now.Hour, ValidYears);
        string urn = NodeUrn.OfSerialNumber(Enterprise, birth.SerialNumber);
        byte[] tbs = new DeviceCertificate(urn, publicKey, attestationKey, _certificate.SubjectName.RawData, KeyId, dates).EncodeTbs();
        byte[] signature = _key.SignDigest(SHA256.HashData(tbs));
        CompressedCertificate compressed = new(signature, dates, KeyId);
        IssuedDevice issued = new()
        {
            SerialNumber = Convert.ToHexStringLower(birth.SerialNumber),
            Urn = urn,
            PublicKey = Convert.ToHexStringLower(publicKey),
            AttestationKey = Convert.ToHexStringLower(attestationKey),
            NumIn = Convert.ToHexStringLower(numIn),
            Random = Convert.ToHexStringLower(random),
            Configuration = Convert.ToHexStringLower(configuration),
            Proof = Convert.ToHexStringLower(proof),
            Certificate = Convert.ToHexStringLower(DeviceCertificate.Assemble(tbs, signature)),
            Compressed = Convert.ToHexStringLower(compressed.Encode()),
            IssuedAt = new DateTimeOffset(now, TimeSpan.Zero),
        };
        Directory.CreateDirectory(Path.Combine(_directory, FolderName, IssuedName));
        WriteDurably(PathOf(birth.SerialNumber), JsonSerializer.SerializeToUtf8Bytes(issued, AuthorityJson.Default.IssuedDevice));
        return compressed;
    }

    /// <summary>Whether it signed a certificate (DER), and for this key.</summary>
    public bool HasIssued(byte[] certificate, byte[] publicKey)
    {
        using X509Certificate2 device = X509CertificateLoader.LoadCertificate(certificate);
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using ECDsa? key = device.GetECDsaPublicKey();
        return chain.Build(device) && key?.ExportParameters(false).Q is { } q && publicKey.AsSpan().SequenceEqual((byte[])[.. q.X!, .. q.Y!]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        _certificate.Dispose();
    }

    private static X509Certificate2 SelfSign(ISigningKey key, string name, DateTimeOffset now)
    {
        SignatureGenerator generator = new(key);
        X500DistinguishedNameBuilder subject = new();
        subject.AddCommonName(name);
        CertificateRequest request = new(subject.Build(), generator.PublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(DeviceCertificate.KeyIdOf(key.PublicKey), critical: false));
        byte[] number = RandomNumberGenerator.GetBytes(16);
        number[0] = (byte)((number[0] & 0x3F) | 0x40);

        // Devices are dated to the full hour: the authority must not be younger than its first device.
        DateTimeOffset from = new(now.UtcDateTime.Date, TimeSpan.Zero);
        return request.Create(request.SubjectName, generator, from, from.AddYears(ValidYears + 10), number);
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void WriteDurably(string path, byte[] content)
    {
        string unfinished = path + ".new";
        using (FileStream file = new(unfinished, FileMode.Create, FileAccess.Write))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    private string PathOf(byte[] serialNumber) =>
        Path.Combine(_directory, FolderName, IssuedName, Convert.ToHexStringLower(serialNumber) + ".json");
}
