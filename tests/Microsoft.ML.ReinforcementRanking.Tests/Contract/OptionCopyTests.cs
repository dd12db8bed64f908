using System.Collections;
using System.Reflection;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests that a trainer keeps a copy of its options. The copy shares only objects that are not options with the original.</summary>
public class OptionCopyTests
{
    public static TheoryData<Type> OptionTypes =>
        [.. typeof(ReinforcementRankingOptions).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ReinforcementRankingOptions)) && !type.IsAbstract)];

    public static TheoryData<Type> Backbones => [.. typeof(MultiTaskBackbone).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(MultiTaskBackbone)))];

    [Theory]
    [MemberData(nameof(OptionTypes))]
    public void Copy_OfAnyOptions_SharesNoListAndNoMutableObject(Type type)
    {
        var options = (ReinforcementRankingOptions)Activator.CreateInstance(type)!;
        FillLists(options);

        ShouldBeApart(ReinforcementRankingOptions.Copy(options), options);
    }

    [Theory]
    [MemberData(nameof(Backbones))]
    public void Copy_OfAnyBackbone_SharesNoList(Type type)
    {
        var backbone = (MultiTaskBackbone)Activator.CreateInstance(type)!;

        ShouldBeApart(backbone.Copy(), backbone);
    }

    [Fact]
    public void Copy_NullLists_StayNull()
    {
        var copy = ReinforcementRankingOptions.Copy(new TscacRankingTrainer.Options { AuxiliaryResponses = null!, HiddenUnits = null! });

        copy.AuxiliaryResponses.Should().BeNull();
        copy.HiddenUnits.Should().BeNull();
    }

    [Fact]
    public void Trainer_OptionsChangedAfterItWasMade_KeepsThoseItWasMadeWith()
    {
        var context = new MLContext(1);
        var click = new AuxiliaryResponse("Click");
        int[] hiddenUnits = [8];
        var options = new TscacRankingTrainer.Options { AuxiliaryResponses = [click], HiddenUnits = hiddenUnits, Seed = 1 };
        var trainer = context.Ranking.Trainers.Tscac(options);

        (options.Seed, options.LabelColumnName, options.BatchSize) = (2, "Nowhere", 0);
        click.Minimize = true;
        hiddenUnits[0] = -1;

        (trainer.Settings.Seed, trainer.Settings.LabelColumnName, trainer.Settings.BatchSize).Should().Be((1, "Label", 512));
        trainer.Settings.AuxiliaryResponses[0].Minimize.Should().BeFalse();
        trainer.Settings.HiddenUnits.Should().Equal(8);
    }

    private static void FillLists(object options)
    {
        foreach (var property in Lists(options.GetType()))
        {
            var item = property.PropertyType.GetGenericArguments()[0];
            var list = Array.CreateInstance(item, 1);
            list.SetValue(item == typeof(int) ? 1 : item == typeof(string) ? "A" : Activator.CreateInstance(item, "A"), 0);
            property.SetValue(options, list);
        }
    }

    private static void ShouldBeApart(object copy, object original)
    {
        copy.Should().NotBeSameAs(original).And.BeOfType(original.GetType());
        foreach (var property in Settable(original.GetType()).Where(property => property.PropertyType.IsValueType || property.PropertyType == typeof(string)))
            property.GetValue(copy).Should().Be(property.GetValue(original), property.Name);
        foreach (var property in Lists(original.GetType()))
        {
            var (own, others) = ((IEnumerable)property.GetValue(copy)!, (IEnumerable)property.GetValue(original)!);
            own.Should().NotBeSameAs(others, property.Name);
            foreach (var (item, other) in own.Cast<object>().Zip(others.Cast<object>()).Where(pair => pair.First is not (int or string)))
                ShouldBeApart(item, other);
        }
        foreach (var property in Settable(original.GetType()).Where(property => property.GetValue(original) is MultiTaskBackbone or PolicyNetwork))
            ShouldBeApart(property.GetValue(copy)!, property.GetValue(original)!);
    }

    private static IEnumerable<PropertyInfo> Lists(Type type)
        => Settable(type).Where(property => property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>));

    private static IEnumerable<PropertyInfo> Settable(Type type) => type.GetProperties().Where(property => property.CanWrite);
}
