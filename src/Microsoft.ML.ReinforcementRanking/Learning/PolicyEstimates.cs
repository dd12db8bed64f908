using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Estimates the responses of a policy on held-out rows, for the history and for progress reports. It computes the capped self-normalized estimate (NCIS)
/// of every response, the effective sample size and the mean capped weight. It does not select epochs (docs/decisions/0006-how-epochs-are-compared.md).
/// </summary>
/// <param name="logRatios">Computes log π(a|s) − log π_β(a|s) of a batch's rows, of shape [rows].</param>
/// <param name="responses">The index and the name of each response.</param>
/// <param name="device">The device of the networks.</param>
internal sealed class PolicyEstimates(Func<TransitionBatch, Tensor> logRatios, IReadOnlyList<(int Response, string Name)> responses, Device device)
{
    private const double WeightCap = 10;

    public IReadOnlyList<Metric> Of(LogRows heldOut)
    {
        var statistics = new WeightStatistics(WeightCap);
        var units = new UnitTable(ColumnStore.Memory);
        var sums = responses.Select(_ => EstimatorList.Capped.NewSums(new(WeightCap), units)).ToArray();
        foreach (var rows in heldOut.Chunks(2048))
        {
            foreach (var (row, weight) in rows.Zip(Weights(heldOut.Data, rows)))
            {
                statistics.Add(weight);
                foreach (var (response, own) in responses.Zip(sums))
                    own.Add(new WeightedRow { Weight = weight, Response = heldOut.Data.Responses[response.Response][row] });
            }
        }
        var log = units.Whole();
        return
        [
            new(MetricKind.EffectiveSampleSize, statistics.EffectiveSizeCapped),
            new(MetricKind.CappedWeight, statistics.MeanCapped),
            .. responses.Zip(sums, (response, own) => new Metric(MetricKind.CappedEstimate, own.Estimate(log), response.Name)),
        ];
    }

    private float[] Weights(SessionDataset data, int[] rows)
    {
        using var scope = NewDisposeScope();
        return logRatios(new TransitionBatch(data, rows, device)).exp().cpu().data<float>().ToArray();
    }
}
