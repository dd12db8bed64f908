using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests the values of critics in a world with something to learn: docs/equations-rmtl.md (E11).</summary>
public sealed class CriticHealthTests
{
    private const int Rows = 2000;
    private const double Lambda = 0.7;

    /// <summary>The entropies of a fair coin, and of an event with probability 1 / 20.</summary>
    private static readonly double Coin = Math.Log(2);
    private static readonly double Rare = -0.05 * Math.Log(0.05) - 0.95 * Math.Log(0.95);

    [Fact]
    public void Fit_TasksThatAreHardInTurn_HasCriticsThatTellTheirHardRows()
    {
        // Depending on the sign of the state, one task is a fair coin and the other a rare event. With gamma 0, the value is minus the entropy.
        var (context, log) = (new MLContext(1), new List<string>());
        context.Log += (_, entry) => log.Add(entry.Message);
        var fit = new TaskFit
        {
            Tasks = [new("Click"), new("Propensity") { Kind = TaskKind.Binary }],
            Fields = [],
            Discount = 0,
            Epochs = 8,
            CriticEpochs = 8,
            FineTuningEpochs = 1
        };

        var model = context.Ranking.Trainers.Rmtl(fit.Rmtl).Fit(context.View(Draw(seed: 1)));
        var (values, losses) = Judge(model, Draw(seed: 2));

        foreach (var task in new[] { 0, 1 })
        {
            Deviation(values[task]).Should().BeGreaterThan(0.1, $"the exact values differ by {Coin - Rare:F3}, so they deviate by half of it");
            // Between the two kinds of rows, −BCE has the variance ((Coin − Rare) / 2)² = .061. Within the rows of the rare event, which are half of all
            // rows, it has the variance .05 · .95 · ln²19 = .412. The correlation is √(.061 / (.061 + .206)) = .48, and its error over 2,000 rows is .02.
            Correlation(values[task], losses[task]).Should().BeLessThan(-0.3);
            Correlation(values[1 - task], losses[task]).Should().BeGreaterThan(0.3, "the other task's critic says the opposite");
        }
        // The own weights are larger for hard rows: (1 + λ H) H on average. Those of the other critic give (1 + λ H') H. The means differ by λ (Coin −
        // Rare)² / 2 = .086, and the error over the rows is below .01.
        var (own, swapped) = (Total(values[0], values[1]), Total(values[1], values[0]));
        (own - swapped).Should().BeGreaterThan(Lambda * (Coin - Rare) * (Coin - Rare) / 4);
        log.Should().NotContainMatch("*does not predict the returns*");

        double Total(double[] first, double[] second) => (Weighted(first, losses[0]) + Weighted(second, losses[1])) / 2;
    }

    private static double Weighted(double[] values, double[] losses) => values.Zip(losses, (value, loss) => (1 - Lambda * value) * loss).Average();

    /// <summary>Gets the values of the critics and the cross-entropies of the predictions of the model, by task.</summary>
    private static (double[][] Values, double[][] Losses) Judge(RankingPredictionTransformer<NeuralRankingModelParameters> model, ContractRow[] rows)
    {
        var scored = model.Transform(new MLContext(1).View(rows));
        float[][] predictions = [[.. scored.GetColumn<float>("Click.Probability")], [.. scored.GetColumn<float>("Propensity.Probability")]];
        var critics = ((TaskHead)model.Model.Head).TaskCritics!;
        var evaluator = critics.Network.CreateEvaluator();
        var (values, losses) = (new[] { new double[Rows], new double[Rows] }, new[] { new double[Rows], new double[Rows] });
        var output = new float[2];
        foreach (var (index, row) in rows.Index())
        {
            evaluator.Evaluate([.. row.Features, predictions[0][index], predictions[1][index]], output);
            foreach (var (task, isPositive) in new[] { row.Click, row.Propensity == 1 }.Index())
            {
                values[task][index] = critics.Scales[task] * output[task];
                losses[task][index] = -Math.Log(isPositive ? predictions[task][index] : 1 - predictions[task][index]);
            }
        }
        return (values, losses);
    }

    private static ContractRow[] Draw(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Rows).Select(row =>
        {
            var isFirstHard = random.Next(2) == 0;
            return new ContractRow
            {
                Features = [isFirstHard ? 1 : -1, 0, 0, 0],
                GroupId = (uint)(row / 4 % ContractLog.SessionCount),
                Click = random.NextDouble() < (isFirstHard ? 0.5 : 0.05),
                Propensity = random.NextDouble() < (isFirstHard ? 0.05 : 0.5) ? 1 : 0,
            };
        })];
    }

    private static double Deviation(double[] values) => Math.Sqrt(values.Average(value => value * value) - values.Average() * values.Average());

    private static double Correlation(double[] values, double[] others)
        => (values.Zip(others, (value, other) => value * other).Average() - values.Average() * others.Average()) / Deviation(values) / Deviation(others);
}
