using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Enviro.Gateway;

/// <summary>The composition root of a gateway process.</summary>
public static class GatewayHost
{
    /// <summary>
    /// How long a gateway that was told to stop may take before its process is ended: what is in its queue is journaled and everything is sealed, and thousands of
    /// connections are closed.
    /// </summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Runs the gateway of a data folder until it is stopped. Exit code 0 stopped as told, 1 a failure (logged, with what to do), 2 wrong configuration.
    /// </summary>
    /// <param name="directory">The data folder.</param>
    /// <param name="time">The clock: the system's, or a scaled one when a fleet is simulated.</param>
    public static async Task<int> RunAsync(string directory, TimeProvider time)
    {
        GatewayOptions options;
        try
        {
            options = GatewayOptions.Load(directory);
        }
        catch (GatewayConfigurationException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message).ConfigureAwait(false);
            return 2;
        }

        // Not the default builder: no settings come from the working folder or the environment, only from the data folder.
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        AddConsole(builder.Logging, options.LogFormat);
        builder.Logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddSingleton(services => new GatewayService(
            directory, options, time, services.GetRequiredService<IHostApplicationLifetime>(), services.GetRequiredService<ILogger<GatewayService>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<GatewayService>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit / 2);
        using IHost host = builder.Build();
        GatewayService service = host.Services.GetRequiredService<GatewayService>();
        await host.RunAsync().ConfigureAwait(false);
        return service.Failure switch { null => 0, GatewayConfigurationException => 2, _ => 1 };
    }

    private static void AddConsole(ILoggingBuilder logging, LogFormat format)
    {
        const string timestamp = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        if (format == LogFormat.Json)
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = timestamp.TrimEnd();
            });
            return;
        }

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = timestamp;
            console.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
        });
    }

    /// <summary>
    /// Writes a <c>gateway.json</c> and an <c>attestation-policy.json</c> to start from; refuses to overwrite a <c>gateway.json</c>, and leaves a policy that is
    /// there as it is. Exit code 0 written, 2 not.
    /// </summary>
    public static int Initialize(string directory)
    {
        string path = Path.Combine(directory, GatewayOptions.FileName);
        try
        {
            Directory.CreateDirectory(Path.Combine(directory, PolicyFile.TrustFolder));
            bool wrotePolicy = StartingFiles.Write(Path.Combine(directory, PolicyFile.FileName), StartingFiles.Policy);
            if (!StartingFiles.Write(path, StartingFiles.Options))
            {
                string policy = wrotePolicy ? $" {PolicyFile.FileName} was written beside it." : "";
                Console.Error.WriteLine($"{path} is there already; it is left as it is.{policy}");
                return 2;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{path} cannot be written: {failure.Message}");
            return 2;
        }

        Console.WriteLine($"Wrote {path} and {PolicyFile.FileName} beside it. Put your authorities' certificates into {PolicyFile.TrustFolder}/, then: enviro-gateway run --data {directory}");
        return 0;
    }
}
