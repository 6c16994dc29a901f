from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0003_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='notices_by_mail',
            field=models.BooleanField(default=True, verbose_name='notices come by mail too'),
        ),
    ]
