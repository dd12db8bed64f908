using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>
/// Measures whether weights of critics lower the session log loss if short sessions are harder than long ones. Linear models of both tasks are compared
/// with plain training of the same number of epochs, which has converged, over several training logs. In a second world, one law holds for all rows.
/// Losses are expected values over the held-out labels.
/// </summary>
internal static class RmtlWorldStudy
{
    private const int HeldOutSessions = 6000;
    private const int HeldOutSeed = 999;
    private const double Strength = 2;

    private static readonly double[] Discounts = [0, 0.5, 0.95];

    private static readonly (string Name, Func<int, IDataView, IDataView, float[][]> Predict)[] Fits =
    [
        ("plain training, three times the epochs of fine-tuning",
            (seed, log, heldOut) => Predict(new LinearFits(seed) { FineTuningEpochs = 60 }.MultiTask(log), heldOut)),
        ("maximum likelihood by L-BFGS", (_, log, heldOut) => LinearFits.MaximumLikelihood(log, heldOut)),
        .. Discounts.Select(discount => ($"RMTL, gamma {discount}", Rmtl(discount))),
        ("rows weighted by 1 / length",
            (seed, log, heldOut) => Predict(new LinearFits(seed) { Weight = nameof(TaskRow.SessionShare) }.MultiTask(log), heldOut)),
    ];

    public static void Run(int seeds)
    {
        Console.WriteLine(
            $"{LinearFits.Sessions} training sessions, lambda {Strength}. Difference from plain training of the same number of epochs, mean ± sd "
            + $"(paired t) over {seeds} seeds.");
        Compare("short hard sessions", TaskWorld.ShortHardSessions(), seeds);
        Compare("null twin", TaskWorld.OneLinearLaw(), seeds);
        PrintOptima(TaskWorld.ShortHardSessions().Draw(LinearFits.Sessions, HeldOutSeed));
    }

    private static void Compare(string world, TaskWorld sessions, int seeds)
    {
        var rows = sessions.Draw(HeldOutSessions, HeldOutSeed);
        var heldOut = TaskRow.View(rows);
        List<Measures[]> plain = [];
        var others = Fits.Select(_ => new List<Measures[]>()).ToArray();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var log = TaskRow.View(sessions.Draw(LinearFits.Sessions, seed));
            plain.Add(Measure(rows, Predict(new LinearFits(seed).MultiTask(log), heldOut)));
            foreach (var (index, fit) in Fits.Index())
                others[index].Add(Measure(rows, fit.Predict(seed, log, heldOut)));
        }
        foreach (var (index, task) in TaskRow.Tasks.Index())
        {
            var of = plain.Select(seed => seed[index]).ToArray();
            Console.WriteLine(
                $"\n{world}, {task}: plain training session log loss {of.Average(one => one.Losses.SessionLogLoss):F4}, log loss "
                + $"{of.Average(one => one.Losses.LogLoss):F4}, AUC {of.Average(one => one.Auc):F4}\n");
            Console.WriteLine("| | session log loss | log loss | AUC |\n|---|---|---|---|");
            foreach (var (fit, measures) in Fits.Zip(others))
            {
                string Change(Func<Measures, double> measure) => Describe([.. measures.Select((seed, number) => measure(seed[index]) - measure(of[number]))]);
                Console.WriteLine(
                    $"| {fit.Name} | {Change(one => one.Losses.SessionLogLoss)} | {Change(one => one.Losses.LogLoss)} | {Change(one => one.Auc)} |");
            }
        }
    }

    private static void PrintOptima(TaskRow[] rows)
    {
        Console.WriteLine("\nshort hard sessions: difference of the optimum without noise, session log loss / log loss\n");
        Console.WriteLine($"| | {string.Join(" | ", TaskRow.Tasks)} |\n|---|---|---|");
        LawOptimum[] optima = [.. TaskRow.Tasks.Select(task => new LawOptimum(rows, task))];
        LawLosses[] plain = [.. optima.Select(optimum => optimum.OfRows())];
        void Print(string name, Func<LawOptimum, LawLosses> find) => Console.WriteLine($"| {name} | {string.Join(" | ", optima.Zip(plain, (optimum, before) =>
        {
            var after = find(optimum);
            return $"{after.SessionLogLoss - before.SessionLogLoss:+0.0000;-0.0000;0.0000} / {after.LogLoss - before.LogLoss:+0.0000;-0.0000;0.0000}";
        }))} |");
        foreach (var discount in Discounts)
            Print($"exact critics, gamma {discount}", optimum => optimum.OfExactCritics(Strength, discount));
        Print("rows weighted by 1 / length", optimum => optimum.OfSessions());
    }

    private static Func<int, IDataView, IDataView, float[][]> Rmtl(double discount)
        => (seed, log, heldOut) => Predict(new LinearFits(seed).Rmtl(log, Strength, discount), heldOut);

    private static float[][] Predict(RankingPredictionTransformer<NeuralRankingModelParameters> model, IDataView heldOut)
    {
        var scored = model.Transform(heldOut);
        return [.. TaskRow.Tasks.Select(task => scored.GetColumn<float>(task + ".Probability").ToArray())];
    }

    private static Measures[] Measure(TaskRow[] rows, float[][] predictions)
    {
        var sessions = new RowGroups([.. rows.Select(row => row.GroupId)], HeldOutSessions);
        return [.. TaskRow.Tasks.Select((task, index) =>
        {
            float[] labels = [.. rows.Select(row => row.LabelOf(task) ? 1f : 0)];
            return new Measures(LawLosses.Of(rows, task, predictions[index]),
                TaskReport.Describe(task, labels, predictions[index], sessions).AreaUnderRocCurve);
        })];
    }

    private static string Describe(double[] changes)
    {
        var mean = changes.Average();
        var deviation = Spread.Deviation(changes);
        return $"{mean:+0.0000;-0.0000;0.0000} ± {deviation:F4} ({mean / deviation * Math.Sqrt(changes.Length):F1})";
    }

    private readonly record struct Measures(LawLosses Losses, double Auc);
}
