using System.Diagnostics;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Endurance;

/// <summary>
/// Fits, evaluates, saves, loads and serves models of every trainer, one after another, for a long time. A thread scores with the model that is served. What
/// the process holds must not grow from one round over all trainers to the next.
/// </summary>
internal static class SoakStudy
{
    public static int Run(double minutes)
    {
        var folder = Directory.CreateTempSubdirectory("soak-study-");
        List<SoakSample> samples = [];
        Console.WriteLine(SoakSample.Header);
        using (var server = new SoakServer())
        {
            var clock = Stopwatch.StartNew();
            for (var fits = 0; clock.Elapsed.TotalMinutes < minutes || fits % ContractTrainers.All.Count > 0;)
            {
                Serve(ContractTrainers.All[fits % ContractTrainers.All.Count], folder.FullName, server);
                if (++fits % ContractTrainers.All.Count > 0)
                    continue;
                samples.Add(SoakSample.Take(clock.Elapsed, fits, server, folder.FullName));
                Console.WriteLine(samples[^1]);
            }
        }
        folder.Delete(recursive: true);
        var problems = SoakSample.FindGrowth(samples).ToArray();
        Console.WriteLine(problems.Length == 0 ? "Nothing has grown." : string.Join(Environment.NewLine, problems));
        return problems.Length;
    }

    private static void Serve(ContractTrainer trainer, string folder, SoakServer server)
    {
        var context = new MLContext(1);
        var data = context.View();
        var pipeline = context.Transforms.NormalizeMeanVariance("Features")
            .Append(trainer.Create(context, new() { CheckpointDirectory = Path.Combine(folder, "checkpoints") }));
        var fitted = pipeline.Fit(data);
        var scored = fitted.Transform(data);
        if (trainer.Kind == ContractKind.Task)
            _ = context.Ranking.EvaluateTasks(scored, ["Click"]);
        else
            _ = context.Ranking.EvaluateOffPolicy(scored, ["Label", "Click"]);
        var file = Path.Combine(folder, "model.zip");
        context.Model.Save(fitted, data.Schema, file);
        var loaded = context.Model.Load(file, out _);
        server.Swap(loaded, expected: scored.HashScores());
        File.Delete(file);
    }
}
