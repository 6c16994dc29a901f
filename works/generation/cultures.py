"""The words that made-up names are put together from, commonest first, by where they are given. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Culture:
    """How many of a hundred people are named so, and what of; rarer family names are made from the syllables."""

    share: float
    given: str
    families: str
    starts: str
    ends: str
    # Of a hundred people so many have a middle initial, two given names, two family names.
    initials: int = 0
    doubled: int = 0
    families_two: int = 0
    # Whether two given names make one: Wei and Ming are Weiming.
    joins_given: bool = False


CULTURES = (
    Culture(
        27,
        "Wei Jing Yu Hao Xin Yang Jie Lei Yan Ming Jun Li Hui Tao Bo Xiaoyu Chen Bin Kai Yi Zihan Yuchen Haoran Siyuan "
        "Jia-Cheng Xiaoming Zhen Peng Rui Qi Yifan Jiaqi Zhiyuan Tianyi Meng Fan Ying Qiang Hong Xu Ze Lin Shuai "
        "Ziyang",
        "Wang Zhang Li Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo Lin He Gao Luo Zheng Liang Xie Song Tang "
        "Deng Feng Han Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu Ding Ren Shen Yao Lü",
        "Ou Si Zhu Gong Shang Xia Huang Nan Mu Bai", "yang ma ge sun guan hou fu gong rong li", joins_given=True,
    ),
    Culture(
        5,
        "伟 静 宇 浩 欣 杰 磊 明 军 丽 子涵 雨晨 浩然 思远 嘉诚 小明 志远 天一",
        "王 张 李 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱",
        "欧 司 诸 上 东", "阳 马 葛 官 方", joins_given=True,
    ),
    Culture(
        21,
        "John David Michael James Robert Sarah Anna Emily Daniel Thomas Laura Andrew Peter Mark Rachel Kevin Paul Amy "
        "Jennifer William Richard Jessica Matthew Christopher Alexander Benjamin Samuel Rebecca Hannah Adam George",
        "Smith Johnson Brown Jones Williams Miller Davis Wilson Taylor Anderson Thomas Moore Martin Jackson White "
        "Clark "
        "Lewis Young King Wright Hill Green Baker Adams Nelson Carter Murphy O'Brien O'Connor McDonald MacLeod Reed",
        "Ash Black Brad Clay East Fair Gold Hart Kings Lang Marsh North Old Pem Rad Sher Stan Thorn West Wood",
        "berg bridge brook bury combe croft dale field ford gate ham hurst land ley man more ridge son stone ton wood",
        initials=35,
    ),
    Culture(
        8,
        "Thomas Michael Stefan Andreas Jürgen Anna Katharina Jörg Björn Lukas Felix Søren Åsa Håkan Lars Mats Günter",
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Hoffmann Schäfer Koch Bauer Krüger Möller Jürgens "
        "Jørgensen Sørensen Ångström Lindström Sjöberg Håkansson Weiß Groß Böhm",
        "Al Berg Birken Eich Feld Grün Hohen Klein König Linden Neu Ober Rosen Schön Stein Wald",
        "bauer berg burg dorf felder hammer hausen heim hof kamp mann meier müller stätter thal",
        doubled=8,
    ),
    Culture(
        8,
        "José María Juan Luis Carlos Ana João António André Inês Núria Íñigo François Hélène Noël Zoé Rémi Jean Luca",
        "García Rodríguez González Fernández López Martínez Sánchez Pérez Muñoz Núñez Silva Santos Gonçalves Araújo "
        "Lefèvre Dubois Moreau Bélanger Côté Rossi Russo Esposito Conceição Peña",
        "Al Bel Cam Del Esc Fon Gar Mon Oli Qui Sal Tor Vil Zam",
        "anera arte ares arino eda eira eiro endes erano era eta ières ina ole osa uega",
        doubled=12, families_two=30,
    ),
    Culture(
        7,
        "Łukasz Agnieszka Paweł Michał Jiří Tomáš Šárka Zdeněk Ondřej Zsófia László György Ștefan Mihai Đorđe Ivana",
        "Kowalski Wiśniewski Wójcik Kamiński Dvořák Černý Novák Procházka Kovács Szabó Tóth Popescu Ionescu Jovanović "
        "Petrović Horvat Živković Świątek",
        "Bar Boro Dąb Gra Jab Koz Krup Mal Now Pol Sad Wró Zał Žem",
        "ecki ek ewicz icki ička ík iński lová owski ović ský yk",
    ),
    Culture(
        6,
        "Alexander Dmitry Sergey Andrey Olga Elena Mikhail Natalia Oleksandr Yuliya Aleksei Anastasia Ivan Vladimir",
        "Ivanov Petrov Smirnov Kuznetsov Popov Sokolov Volkov Morozov Shevchenko Kovalenko Tkachenko Bondarenko",
        "Abr Bel Bor Chern Dub Gor Kar Kov Kras Leb Mak Nik Orl Pav Rom Sav Tar Ust Vor Zakh",
        "aev alev anov avin enko enkov etsky ikov in inov ov ovsky ukhin yakov ychev",
    ),
    Culture(
        1,
        "Александр Дмитрий Сергей Ольга Елена Михаил Наталья Андрей", "Иванов Петров Смирнов Кузнецов Попов Волков",
        "Бел Гор Дуб Кар Лаз Мак", "аев енко ин ов овский ычев",
    ),
    Culture(
        7,
        "Min-Jun Ji-Hoon Seung-Hyun Hye-Jin Soo-Jin Jae Hyun Yuki Hiroshi Takeshi Kenji Akira Yoko Haruka Daiki Ryo",
        "Kim Lee Park Choi Jung Kang Cho Yoon Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi",
        "Aki Fuji Haya Ishi Kawa Kita Matsu Mori Naga Nishi Oka Shima Taka Uchi Yama Yoshi",
        "be da gawa hara ka mi moto mura no saki shima shita ta tani uchi zaki",
    ),
    Culture(
        2,
        "Nguyên Thị Minh Văn Anh Đức Hùng Thảo Quốc Tuấn Hải Dũng Lân Phương", "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng",
        "Đo Hô Ly Mai Ngô", "àn ân ình ương ường", doubled=40,
    ),
    Culture(
        6,
        "Amit Rahul Priya Sanjay Ananya Rajesh Vikram Neha Arjun Deepak Mohammad Ali Fatima Hassan Omar Reza Zahra",
        "Kumar Singh Sharma Gupta Patel Khan Das Reddy Rao Mukherjee Chatterjee Iyer Ahmed Hosseini Mohammadi Rahman",
        "Agar Bala Chakra Devi Gopa Jaya Krishna Maha Nara Raja Rama Shan Srini Subra Venka Visva",
        "bathi dhar doss karan kumar lingam moorthy murthy nath palan raju raman samy swamy tesan varman",
        initials=10,
    ),
    Culture(
        2,
        "Mehmet Ayşe Çağla Gökhan İpek Özgür Şule Uğur Yiğit Doğan Θανάσης Γιώργος Ελένη",
        "Yılmaz Kaya Demir Şahin Çelik Öztürk Doğan Güneş Παπαδόπουλος Γεωργίου",
        "Ak Bay Çak Dağ Er Gök Kara Öz Şen Yıl", "alp bulut can demir doğan er kan oğlu taş türk",
    ),
)  # fmt: skip
