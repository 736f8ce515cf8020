# ruff: noqa: E501  XML and tables of data are read by the line
"""The Blueprint of ตำบลนาขอม for 2570–2572: version 1 on its road to approval, version 2 begun as a draft. All made up; posts, no people."""

from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from nsc.access import organisations, users
from nsc.reports import blueprint_book
from nsc.tambon import blueprint_rules, blueprints, goals, plan_content, project_parts, project_plans, strategies

TAMBON, AMPHOE, PROVINCE = "600907", "phaisali", "province"
YEARS = {"first_year": 2027, "last_year": 2029}
BEGUN, WRITTEN, SUBMITTED, ENDORSED = date(2026, 7, 6), date(2026, 8, 3), date(2026, 8, 31), date(2026, 9, 11)
APPROVED, AGAIN = date(2026, 9, 25), date(2026, 11, 16)
OFFICES = {
    "abt": ("องค์การบริหารส่วนตำบลนาขอม (สาธิต)", "government"),
    "clinic": ("โรงพยาบาลส่งเสริมสุขภาพตำบลนาขอม (สาธิต)", "government"),
    "farm": ("สำนักงานเกษตรอำเภอไพศาลี (สาธิต)", "government"),
    "cdd": ("สำนักงานพัฒนาชุมชนอำเภอไพศาลี (สาธิต)", "government"),
    "learn": ("ศูนย์ส่งเสริมการเรียนรู้ตำบลนาขอม (สาธิต)", "government"),
    "uni": ("มหาวิทยาลัยราชภัฏตัวอย่าง (สาธิต)", "university"),
    "firm": ("บริษัทตัวอย่าง (สาธิต)", "industry"),
    "women": ("วิสาหกิจชุมชนแปรรูปนาขอม (สาธิต)", "community"),
    "water": ("กลุ่มผู้ใช้น้ำนาขอม (สาธิต)", "community"),
    "saving": ("กองทุนสวัสดิการชุมชนตำบลนาขอม (สาธิต)", "community"),
}
GOALS = {  # dimension: taken only where the tambon has none of its own yet
    "economy": ("รายได้จากการแปรรูปผลผลิตของตำบลเพิ่มขึ้น", "รายได้รวมของกลุ่มแปรรูปต่อปี", "บาท", 180_000, 600_000, "บัญชีกลุ่ม ปี 2568"),
    "health": ("ผู้ป่วยติดบ้านติดเตียงได้รับการดูแลถึงบ้าน", "ผู้ป่วยที่มีผู้ดูแลเยี่ยมอย่างน้อยเดือนละครั้ง", "ร้อยละ", 55, 95, "ทะเบียน รพ.สต. ปี 2568"),
    "environment": ("มีน้ำพอทำเกษตรตลอดปี", "พื้นที่เกษตรที่มีน้ำในหน้าแล้ง", "ไร่", 420, 900, "สำรวจของ อบต. ปี 2568"),
    "education": ("เด็กและเยาวชนไม่หลุดจากการเรียนรู้", "เด็กวัยเรียนที่หลุดจากระบบ", "คน", 14, 3, "ข้อมูลสถานศึกษา ปี 2568"),
}
STRATEGIES = {
    "value": ("economy", "เพิ่มมูลค่าข้าวและพืชไร่ด้วยการแปรรูปและตลาดที่แน่นอน", "ผลิตตามคำสั่งซื้อ ใช้มาตรฐานเดียวกัน ครัวเรือนยากจนได้งานก่อน"),
    "care": ("health", "ดูแลกันถึงบ้าน บ้านปลอดภัย เข้าถึงสิทธิ", "อสม. รพ.สต. และ อบต. ใช้รายการเดียวกัน ติดตามทุกเดือน"),
    "soil": ("environment", "น้ำ ดิน และเกษตรที่ทนแล้ง", "เก็บน้ำในไร่นา ลดเผา ปลูกพืชใช้น้ำน้อยหลังนา"),
    "learn": ("education", "เรียนรู้ตลอดชีวิตและทักษะที่มีงานรองรับ", "พาเด็กกลับมาเรียน และฝึกทักษะที่โครงการของตำบลต้องใช้"),
}


def _d(text: str) -> date:
    return date.fromisoformat(text)


# strategy, name, what, days, owner, post, outputs; activities; budget; reach; outcomes; risks; partners; how the check is answered
PROJECTS: tuple[dict[str, object], ...] = (
    {
        "is": ("value", "โรงแปรรูปข้าวอบแห้งของตำบล", "ตั้งจุดแปรรูปกลางที่ใช้ร่วมกันสามกลุ่ม ผลิตข้าวอบแห้งและแป้งข้าวตามคำสั่งซื้อ"),
        "days": ("2026-11-01", "2028-06-30"),
        "owner": ("women", "ประธานวิสาหกิจชุมชน", "จุดแปรรูป 1 แห่ง ผลิต 12 ตันต่อปี จ้างงาน 18 คน"),
        "work": (
            ("อบรมการแปรรูปและมาตรฐาน อย.", "training", "2026-11-10", "2027-02-28", "ม.ราชภัฏ", "ศาลาประชาคม หมู่ 4", "ผู้ผ่านอบรม 30 คน"),
            ("ปรับปรุงอาคารและติดตั้งตู้อบ", "building", "2027-02-01", "2027-06-30", "ช่าง อบต.", "อาคารยุ้งข้าวเดิม", "จุดแปรรูป 1 แห่ง"),
            ("ทดลองผลิตและขอเลข อย.", "processing", "2027-07-01", "2027-12-31", "วิสาหกิจชุมชน", "ตู้อบพลังงานแสงอาทิตย์", "สูตรมาตรฐาน 2 สูตร"),
            ("ผลิตตามคำสั่งซื้อ", "processing", "2028-01-01", "2028-06-30", "วิสาหกิจชุมชน", "ตู้อบพลังงานแสงอาทิตย์", "6 ตัน"),
        ),
        "money": (
            ("province", "งบพัฒนาจังหวัด", 2027, 850_000, "2027-01-15"),
            ("community", "หุ้นสมาชิกและแรงงาน", 2027, 120_000, "2026-11-01"),
            ("partner", "บริษัทตัวอย่างสมทบตู้อบ", 2027, 200_000, "2027-02-01"),
            ("own", "ค่าไฟและบำรุงรักษา", 2028, 60_000, "2027-11-01"),
        ),
        "reach": {"income": (18, "จ้างงานในจุดแปรรูปก่อน"), "education": (6, "สอนทักษะให้ผู้ที่ไม่จบภาคบังคับ")},
        "outcome": (("รายได้ของกลุ่มแปรรูปต่อปี", "บาท", 600_000), ("ครัวเรือนยากจนที่มีงานประจำจากโครงการ", "ครัวเรือน", 18)),
        "risk": (("คำสั่งซื้อไม่ต่อเนื่อง", 2, 3, "ทำสัญญารายปีกับผู้ซื้ออย่างน้อยสองราย"), ("ตู้อบเสีย", 2, 2, "ฝึกช่างชุมชน 2 คน กันเงินซ่อมร้อยละ 5")),
        "with": (("uni", "ถ่ายทอดวิธีอบแห้งและตรวจคุณภาพ"), ("firm", "รับซื้อและสมทบตู้อบ"), ("abt", "อาคารและช่าง")),
        "answers": 8,
    },
    {
        "is": ("value", "ตลาดชุมชนและขายออนไลน์นาขอม", "เปิดตลาดทุกวันเสาร์ และฝึกคนรุ่นใหม่ขายออนไลน์ให้ทุกกลุ่มในตำบล"),
        "days": ("2026-12-01", "2029-09-30"),
        "owner": ("abt", "รองนายก อบต. ฝ่ายเศรษฐกิจ", "ตลาด 40 แผง ร้านออนไลน์ 1 ร้าน"),
        "work": (
            ("อบรมขายออนไลน์และถ่ายภาพสินค้า", "training", "2026-12-01", "2027-01-31", "ศูนย์ส่งเสริมการเรียนรู้", "ศาลาประชาคม หมู่ 4", "30 คน"),
            ("จัดตลาดทุกวันเสาร์", "market", "2027-02-01", "2029-09-30", "กรรมการตลาด", "ลานหน้า อบต.", "40 แผง"),
        ),
        "money": (("own", "เต็นท์และป้าย", 2027, 180_000, "2026-12-01"), ("own", "จัดตลาด", 2028, 60_000, "2027-11-01"), ("own", "จัดตลาด", 2029, 60_000, "2028-11-01")),
        "reach": {"income": (25, "แผงฟรีสำหรับครัวเรือนเป้าหมายปีแรก")},
        "outcome": (("ยอดขายรวมของตลาดต่อเดือน", "บาท", 150_000),),
        "risk": (("คนซื้อน้อยหน้าฝน", 3, 2, "ย้ายเข้าอาคารอเนกประสงค์ และรับจองออนไลน์"),),
        "with": (("women", "สินค้าแปรรูป"), ("learn", "ครูสอนขายออนไลน์")),
        "answers": 6,
    },
    {
        "is": ("value", "ออมและสวัสดิการเพื่อทุนหมุนเวียน", "รวมกองทุนย่อยเป็นกองทุนเดียวของตำบล ให้ทุนหมุนเวียนดอกเบี้ยต่ำแก่ครัวเรือนที่เข้าร่วมโครงการ"),
        "days": ("2026-10-01", "2029-09-30"),
        "owner": ("saving", "ประธานกองทุน", "ทุนหมุนเวียน 600,000 บาท ผู้กู้ 60 ราย"),
        "work": (
            ("รวมบัญชีและระเบียบกองทุน", "fund", "2026-10-01", "2027-03-31", "คณะกรรมการกองทุน", "", "ระเบียบกลาง 1 ฉบับ"),
            ("ปล่อยทุนและติดตาม", "fund", "2027-04-01", "2029-09-30", "คณะกรรมการกองทุน", "", "ผู้กู้ 60 ราย"),
        ),
        "money": (
            ("community", "เงินออมสมทบ", 2027, 300_000, "2026-10-01"),
            ("loan", "เงินทุนหมุนเวียนพัฒนาชนบท", 2028, 200_000, "2027-12-01"),
            ("own", "สมทบสวัสดิการ", 2029, 100_000, "2028-12-01"),
        ),
        "reach": {"income": (30, "ทุนไม่เกิน 10,000 บาท คืนตามฤดูขาย")},
        "outcome": (("ผู้กู้ที่คืนตรงเวลา", "ร้อยละ", 90),),
        "risk": (("หนี้เสีย", 2, 3, "ค้ำกลุ่ม ปล่อยตามแผนผลิต ไม่ปล่อยซ้ำหนี้เดิม"),),
        "with": (("cdd", "พี่เลี้ยงบัญชีกองทุน"),),
        "answers": 8,
    },
    {
        "is": ("care", "ดูแลผู้ป่วยติดบ้านติดเตียงถึงบ้าน", "จัดผู้ดูแลประจำหมู่บ้าน ใช้แผนดูแลเดียวกันระหว่าง รพ.สต. อสม. และ อบต."),
        "days": ("2026-10-01", "2029-09-30"),
        "owner": ("clinic", "ผู้อำนวยการ รพ.สต.", "ผู้ดูแล 16 คน แผนดูแลครบทุกคน"),
        "work": (
            ("อบรมผู้ดูแล 70 ชั่วโมง", "training", "2026-11-01", "2027-01-31", "รพ.สต.", "ห้องประชุม รพ.สต.", "ผู้ดูแล 16 คน"),
            ("เยี่ยมตามแผนทุกเดือน", "service", "2027-02-01", "2029-09-30", "ผู้ดูแลและ อสม.", "", "เยี่ยมครบทุกเดือน"),
        ),
        "money": (("ministry", "กองทุน LTC", 2027, 420_000, "2026-11-01"), ("ministry", "กองทุน LTC", 2028, 420_000, "2027-11-01"), ("ministry", "กองทุน LTC", 2029, 420_000, "2028-11-01")),
        "reach": {"health": (22, "ผู้ป่วยและผู้สูงอายุในครัวเรือนเป้าหมาย"), "access": (8, "พาไปยื่นสิทธิ")},
        "outcome": (("ผู้ป่วยที่มีผู้ดูแลเยี่ยมทุกเดือน", "ร้อยละ", 95),),
        "risk": (("ผู้ดูแลลาออก", 2, 2, "ฝึกสำรองหมู่บ้านละหนึ่งคน"),),
        "with": (("abt", "เบิกจ่ายค่าตอบแทนผู้ดูแล"), ("saving", "สวัสดิการค่าเดินทางไปโรงพยาบาล")),
        "answers": 8,
    },
    {
        "is": ("care", "บ้านมั่นคง ปลอดภัย ผู้สูงอายุอยู่ได้", "ซ่อมบ้านและห้องน้ำให้ครัวเรือนที่ตกเกณฑ์ที่อยู่อาศัย ใช้แรงช่างชุมชน"),
        "days": ("2027-01-01", "2029-06-30"),
        "owner": ("abt", "ผู้อำนวยการกองช่าง", "ซ่อมบ้าน 36 หลัง"),
        "work": (
            ("สำรวจและออกแบบรายหลัง", "survey", "2027-01-01", "2027-03-31", "กองช่าง", "", "แบบ 36 หลัง"),
            ("ซ่อมบ้านและห้องน้ำ", "building", "2027-04-01", "2029-06-30", "ช่างชุมชน", "ทีมช่างชุมชน", "36 หลัง"),
        ),
        "money": (
            ("ministry", "พม. บ้านพอเพียง", 2027, 480_000, "2027-03-01"),
            ("province", "กาชาดจังหวัด", 2028, 200_000, "2028-01-15"),
            ("own", "สมทบวัสดุ", 2029, 120_000, "2028-12-01"),
        ),
        "reach": {"living": (36, "ซ่อมบ้านที่ไม่มั่นคงก่อน"), "health": (5, "ราวจับและทางลาดสำหรับผู้ป่วย")},
        "outcome": (("บ้านที่ซ่อมและผ่านการตรวจ", "หลัง", 36),),
        "risk": (("วัสดุแพงขึ้น", 3, 2, "ซื้อรวมทั้งปี และใช้วัสดุมือสองที่ตรวจแล้ว"),),
        "with": (("cdd", "ประสานงบและตรวจรับ"),),
        "answers": 5,
    },
    {
        "is": ("soil", "แหล่งน้ำในไร่นาและระบบกระจายน้ำ", "ขุดลอกฝายและวางท่อกระจายน้ำด้วยพลังงานแสงอาทิตย์ให้พื้นที่ปลายน้ำ"),
        "days": ("2026-12-01", "2028-09-30"),
        "owner": ("water", "ประธานกลุ่มผู้ใช้น้ำ", "ฝาย 3 แห่ง ท่อ 4 กิโลเมตร"),
        "work": (
            ("ประชาคมเลือกจุดและตั้งกติกาใช้น้ำ", "forum", "2026-12-01", "2027-01-31", "กลุ่มผู้ใช้น้ำ", "ศาลาประชาคม หมู่ 4", "กติกา 1 ฉบับ"),
            ("ขุดลอกฝายและวางท่อ", "building", "2027-02-15", "2027-12-31", "อบต. และกลุ่มผู้ใช้น้ำ", "รถขุดของ อบต.", "ฝาย 3 แห่ง"),
            ("ติดตามปริมาณน้ำ", "follow_up", "2028-01-01", "2028-09-30", "กลุ่มผู้ใช้น้ำ", "", "รายงานทุกเดือน"),
        ),
        "money": (("province", "งบกลุ่มจังหวัด", 2027, 1_200_000, "2027-02-15"), ("community", "แรงงานและค่าสูบน้ำ", 2027, 90_000, "2026-12-01"), ("own", "บำรุงรักษา", 2028, 80_000, "2027-12-01")),
        "reach": {"income": (20, "แปลงปลายน้ำได้น้ำก่อน"), "living": (10, "น้ำใช้ในบ้านหน้าแล้ง")},
        "outcome": (("พื้นที่เกษตรที่มีน้ำในหน้าแล้ง", "ไร่", 900),),
        "risk": (("ฝนน้อยติดกันสองปี", 2, 3, "ปลูกพืชใช้น้ำน้อย และจัดรอบส่งน้ำ"),),
        "with": (("uni", "สำรวจระดับน้ำและออกแบบ"), ("abt", "รถขุดและช่าง")),
        "answers": 7,
    },
    {
        "is": ("soil", "หยุดเผา ทำปุ๋ย ปลูกพืชหลังนา", "ใช้ฟางทำปุ๋ยและเพาะเห็ด ปลูกถั่วเขียวหลังนาแทนการเผา"),
        "days": ("2026-11-15", "2029-03-31"),
        "owner": ("farm", "เกษตรตำบล", "ปุ๋ย 60 ตันต่อปี พืชหลังนา 300 ไร่"),
        "work": (
            ("สาธิตทำปุ๋ยและเพาะเห็ด", "training", "2026-11-15", "2027-02-28", "เกษตรตำบล", "แปลงสาธิต หมู่ 7", "แปลงสาธิต 2 แห่ง"),
            ("ปลูกถั่วเขียวหลังนา", "production", "2026-12-15", "2029-03-31", "เกษตรกรแปลงใหญ่", "รถไถกลางของกลุ่ม", "300 ไร่ต่อปี"),
        ),
        "money": (("ministry", "กรมส่งเสริมการเกษตร", 2027, 150_000, "2026-11-15"), ("ministry", "กรมส่งเสริมการเกษตร", 2028, 100_000, "2027-11-15"), ("community", "เมล็ดพันธุ์คืนกองทุน", 2029, 40_000, "2028-11-15")),
        "reach": {"income": (15, "เมล็ดพันธุ์ยืมคืน")},
        "outcome": (("พื้นที่เผาลดลง", "ร้อยละ", 70),),
        "risk": (("ราคาถั่วเขียวตก", 2, 2, "ประกันราคารับซื้อกับบริษัท และแปรรูปเอง"),),
        "with": (("firm", "รับซื้อถั่วเขียวประกันราคา"), ("water", "จัดรอบส่งน้ำ")),
        "answers": 8,
    },
    {
        "is": ("learn", "พาน้องกลับมาเรียน", "ค้นหาเด็กที่หลุดจากระบบรายหมู่บ้าน จัดทางเรียนที่ยืดหยุ่นและทุนอาหารกลางวัน"),
        "days": ("2026-10-15", "2028-09-30"),
        "owner": ("learn", "หัวหน้าศูนย์", "เด็กกลับมาเรียน 11 คน"),
        "work": (
            ("ค้นหาและทำแผนรายคนกับสถานศึกษา", "survey", "2026-10-15", "2026-12-31", "ครูและผู้ใหญ่บ้าน", "", "แผนครบทุกคน"),
            ("เรียนแบบยืดหยุ่นและติดตาม", "service", "2027-01-01", "2028-09-30", "ศูนย์ส่งเสริมการเรียนรู้", "", "เรียนต่อเนื่อง"),
        ),
        "money": (("ministry", "กสศ.", 2027, 110_000, "2026-12-01"), ("own", "อาหารและเดินทาง", 2028, 60_000, "2027-11-01")),
        "reach": {"education": (11, "เด็กวัยเรียนที่หลุดจากระบบ")},
        "outcome": (("เด็กที่กลับมาเรียนและยังเรียนอยู่ครบปี", "คน", 11),),
        "risk": (("เด็กต้องทำงานช่วยบ้าน", 3, 3, "เรียนเย็นและเสาร์ จับคู่กับโครงการรายได้ของครอบครัว"),),
        "with": (("clinic", "ตรวจสุขภาพและคัดกรอง"), ("uni", "นักศึกษาพี่เลี้ยง")),
        "answers": 6,
    },
    {
        "is": ("learn", "ศูนย์ข้อมูลและสิทธิครบที่เดียว", "จุดบริการที่ช่วยตรวจสิทธิ ยื่นเรื่อง และใช้ข้อมูลชุดเดียวกันทุกหน่วยงาน"),
        "days": ("2027-01-01", "2029-09-30"),
        "owner": ("", "ปลัด อบต. ผู้ประสานทีม Smart Tambon", "จุดบริการ 1 แห่ง เปิดทุกวันทำการ"),
        "work": (
            ("อบรมเจ้าหน้าที่และอาสาสมัครข้อมูล", "training", "2027-01-10", "2027-02-28", "ทีมตำบล", "ศาลาประชาคม หมู่ 4", "อาสา 12 คน"),
            ("ช่วยยื่นสิทธิถึงหมู่บ้าน", "service", "2027-03-01", "2029-09-30", "ทีมตำบล", "", "ออกหมู่บ้านละ 2 ครั้งต่อปี"),
        ),
        "money": (("own", "อุปกรณ์และค่าเดินทาง", 2027, 90_000, "2027-01-10"), ("own", "ค่าเดินทาง", 2028, 40_000, "2027-11-01"), ("own", "ค่าเดินทาง", 2029, 40_000, "2028-11-01")),
        "reach": {"access": (14, "ช่วยยื่นสิทธิที่ยังไม่ได้รับ")},
        "outcome": (("ผู้มีสิทธิที่ยื่นครบ", "ร้อยละ", 100),),
        "risk": (("ข้อมูลหน่วยงานไม่ตรงกัน", 3, 2, "นัดตรวจข้อมูลร่วมทุกเดือน ใช้กระดานแบ่งปันข้อมูล"),),
        "with": (("cdd", "ข้อมูล จปฐ."), ("clinic", "ข้อมูลคนพิการและผู้สูงอายุ")),
        "answers": 4,
    },
)  # fmt: skip
ANSWERS = (
    ("yes", "ใช้คนและอาคารที่มีอยู่ ถ้าเงินมาครึ่งเดียวทำระยะแรกก่อน"),
    ("yes", "ครัวเรือนไม่ต้องกู้ ลงแรงแทนเงินได้"),
    ("yes", "ตัวเลข จปฐ. ปีล่าสุดและเวทีประชาคมชี้ตรงกัน"),
    ("partly", "เทียบสองทางในเวทีประชาคม ยังไม่ได้เทียบต้นทุนละเอียด"),
    ("partly", "มีแผนสำรองตามตารางความเสี่ยง เงินสำรองยังน้อย"),
    ("yes", "อบต. และกลุ่มรับช่วง บรรจุในแผนพัฒนาท้องถิ่นแล้ว"),
    ("yes", "มีผู้สอนและตารางเรียนก่อนเริ่มงาน"),
    ("yes", "ประกาศที่ศาลาทุกหมู่ ผู้สอบบัญชีชุมชนตรวจทุกหกเดือน"),
)


@transaction.atomic
def play(team, at: datetime) -> None:
    """Nothing where a Blueprint is already."""
    if blueprints.of(team, TAMBON):
        return
    begun = _told(team, BEGUN)
    version = blueprints.begin(**begun, **YEARS)
    ways = _strategies(_told(team, WRITTEN))
    offices = {key: _office(name, kind, begun["at"]) for key, (name, kind) in OFFICES.items()}
    for each in PROJECTS:
        _project(_told(team, WRITTEN), each, ways, offices)
    blueprints.submit(**_told(team, SUBMITTED), number=version.number)
    blueprints.endorse(**_told(users.named(AMPHOE), ENDORSED), number=version.number)
    blueprint_book.approve(**_told(users.named(PROVINCE), APPROVED), number=version.number)
    _progress(team, version.number)
    second = blueprints.begin(**_told(team, AGAIN), **YEARS)
    _change(team, second.number)


def _told(by, on: date) -> dict[str, object]:
    return {"by": by, "at": timezone.make_aware(datetime.combine(on, time(10))), "area": TAMBON}


def _office(name: str, kind: str, at: datetime) -> int:
    known = organisations.by_name([name]).get(name)
    return (known or organisations.register(by=users.operator(), at=at, name=name, kind=kind)).pk


def _strategies(told: dict[str, object]) -> dict[str, int]:
    own = {aim.dimension: aim.id for aim in reversed(goals.of(told["by"], TAMBON))}
    for dimension, (text, indicator, unit, baseline, target, source) in GOALS.items():
        if dimension not in own:
            said = {
                "text": text,
                "indicator": indicator,
                "unit": unit,
                "source": source,
                "baseline": Decimal(baseline),
                "target": Decimal(target),
            }
            own[dimension] = goals.agree(**told, dimension=dimension, baseline_year=2025, by_year=2029, **said).id
    return {key: strategies.write(**told, goal=own[dimension], name=name, what=what) for key, (dimension, name, what) in STRATEGIES.items()}


def _project(told: dict[str, object], said: dict, ways: dict[str, int], offices: dict[str, int]) -> None:
    (way, name, what), (starts, ends), (owner, person, outputs) = said["is"], said["days"], said["owner"]
    sheet = {"strategy": ways[way], "name": name, "what": what, "starts_on": _d(starts), "ends_on": _d(ends)}
    plan = project_plans.write(**told, **sheet, owner=offices.get(owner), owner_person=person, outputs=outputs)
    for kind, rows in _parts(said, offices).items():
        for row in rows:
            project_parts.put(**told, plan=plan, kind=kind, said=row)


def _parts(said: dict, offices: dict[str, int]) -> dict[str, list[dict[str, object]]]:
    names = ("name", "kind", "starts_on", "ends_on", "responsible", "resource", "output")
    work = [dict(zip(names, (name, kind, _d(starts), _d(ends), *rest), strict=True)) for name, kind, starts, ends, *rest in said["work"]]
    money = [
        {"source": source, "source_words": words, "fiscal_year": year, "baht": Decimal(baht), "comes_on": _d(comes)}
        for source, words, year, baht, comes in said["money"]
    ]
    questions = list(blueprint_rules.questions())[: said["answers"]]
    return {
        "activity": work,
        "budget": money,
        "reach": [{"dimension": key, "households": homes, "how": how} for key, (homes, how) in said["reach"].items()],
        "outcome": [{"measure": measure, "unit": unit, "target": Decimal(target)} for measure, unit, target in said["outcome"]],
        "risk": [dict(zip(("what", "chance", "effect", "answer"), row, strict=True)) for row in said["risk"]],
        "partner": [{"organisation": offices[key], "does": does} for key, does in said["with"]],
        "answer": [{"question": key, "answer": yes, "because": why} for key, (yes, why) in zip(questions, ANSWERS, strict=False)],
    }


def _progress(team, number: int) -> None:
    """Two months after the approval: some work has begun, the first is done."""
    told = _told(team, date(2026, 11, 20))
    for each in plan_content.of(team, TAMBON, number).projects:
        for work in each.activities:
            if work.starts_on <= date(2026, 11, 20):
                project_parts.move(**told, activity=work.id, to="running")


def _change(team, number: int) -> None:
    """What the draft of version 2 says otherwise: the market gets a loan for its stalls, a risk is seen anew."""
    told = _told(team, AGAIN)
    found = {each.name: each for each in plan_content.of(team, TAMBON, number).projects}
    market = found[PROJECTS[1]["is"][1]]
    project_parts.put(
        **told,
        plan=market.id,
        kind="risk",
        said={"what": "คนขายออนไลน์ย้ายออกจากตำบล", "chance": 2, "effect": 2, "answer": "ฝึกสำรองปีละ 10 คน"},
    )
    project_parts.put(
        **told,
        plan=market.id,
        kind="budget",
        said={
            "source": "partner",
            "source_words": "ระบบชำระเงิน",
            "fiscal_year": 2028,
            "baht": Decimal(30_000),
            "comes_on": _d("2027-11-01"),
        },
    )
