using System.Data.Common;
using System.Globalization;
using FeedServer.Learning;
using FeedServer.Logging;

namespace FeedServer;

/// <summary>Runs the commands of the command line.</summary>
internal static class Commands
{
    /// <returns>The exit code: 0 for success, 1 if the folder, the model or the log cannot be used, and 2 if an argument is wrong.</returns>
    public static async Task<int> Run(IReadOnlyList<string> words)
    {
        try
        {
            var (command, settings) = Arguments.Parse(words);
            Directory.CreateDirectory(settings.Folder);
            await Run(command, settings);
            return 0;
        }
        catch (ArgumentException problem)
        {
            await Console.Error.WriteLineAsync($"{problem.Message}\n\n{Arguments.Usage}");
            return 2;
        }
        catch (Exception problem) when (problem is InvalidDataException or InvalidOperationException or IOException or UnauthorizedAccessException
            or FormatException or DbException)
        {
            await Console.Error.WriteLineAsync(problem.Message.ReplaceLineEndings(" "));
            return 1;
        }
    }

    /// <summary>Makes the first log, if there is none, and the first model.</summary>
    public static async Task Train(FeedSettings settings)
    {
        await using (var log = FeedLog.Open(settings.LogPath))
        {
            if (log.IsEmpty)
            {
                var pages = await FirstLog.Write(log, settings.Users);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pages:N0} uniform pages were logged."));
            }
        }
        Retrain(settings);
    }

    private static async Task Run(string command, FeedSettings settings)
    {
        switch (command)
        {
            case Arguments.Train:
                await Train(settings);
                break;
            case Arguments.Retrain:
                Retrain(settings);
                break;
            case Arguments.Evaluate:
                Console.WriteLine(new FeedTrainer().Evaluate(settings.ModelPath, settings.LogPath));
                break;
            default:
                if (!File.Exists(settings.ModelPath))
                    await Train(settings);
                await using (var app = FeedHost.Build(settings))
                    await app.RunAsync();
                break;
        }
    }

    private static void Retrain(FeedSettings settings)
        => Console.WriteLine($"{new FeedTrainer().Train(settings.LogPath, settings.ModelPath)}\nThe model is in {Path.GetFullPath(settings.ModelPath)}.");
}
