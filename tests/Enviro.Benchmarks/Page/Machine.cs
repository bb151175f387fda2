using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Enviro.Benchmarks;

/// <summary>What a figure was measured on.</summary>
internal static class Machine
{
    /// <summary>The load of the last minute (proc(5), loadavg).</summary>
    internal static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>The machine and the versions of what takes part, as a list in Markdown.</summary>
    internal static string Describe(string fileSystem) =>
        $"""
        - {Environment.ProcessorCount} cores of {Processor}, {MemoryGb:0} GB of memory, file system {fileSystem}
        - {Environment.OSVersion.Platform} {Environment.OSVersion.Version.ToString(3)}, .NET {Environment.Version}, SQLite {SqliteVersion}
        - {ChildProcess.Run("openssl", "version").Trim()}
        """;

    /// <summary>The version of mosquitto, such as "mosquitto version 2.0.11".</summary>
    internal static string MosquittoVersion
    {
        get
        {
            // -h prints the version first, and ends with 1 or 3 as versions differ.
            string output = ChildProcess.Run("sh", "-c", "PATH=$PATH:/usr/sbin; mosquitto -h || true");
            return output.Split('\n')[0].Trim();
        }
    }

    private static string Processor =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
        ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();

    private static double MemoryGb => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;

    private static string SqliteVersion
    {
        get
        {
            using SqliteConnection connection = new("Data Source=:memory:");
            connection.Open();
            return connection.ServerVersion.ToString(CultureInfo.InvariantCulture);
        }
    }
}
